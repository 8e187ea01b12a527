using System.Text.Json;
using Portolan.Graph.Backends.Prompts;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The text at a path, for each item of a list.</summary>
internal sealed class TextsOperation(string forEach, string path) : Operation<NamedValues, IReadOnlyList<string>>
{
    public override string Name => "flow/texts";

    public override int Version => 1;

    public override object? Parameters { get; } = new { ForEach = forEach, Path = path };

    public override bool Persist => false;

    /// <exception cref="StepException">There is no list, or an item has no text.</exception>
    public static IReadOnlyList<string> Get(string forEach, string path, IReadOnlyDictionary<string, JsonElement> values)
    {
        var texts = new List<string>();
        foreach (JsonElement item in ForEachList.Of(forEach, values).EnumerateArray())
        {
            texts.Add(TextOperation.Get(path, new Dictionary<string, JsonElement>(values, StringComparer.Ordinal) { [FlowStep.Item] = item }));
        }

        return texts;
    }

    public override ValueTask<IReadOnlyList<string>> InvokeAsync(NamedValues input, OperationContext context, CancellationToken cancellationToken) =>
        new(Get(forEach, path, input.Resolve(context)));
}
