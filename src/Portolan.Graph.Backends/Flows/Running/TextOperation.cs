using System.Text.Json;
using Portolan.Graph.Backends.Prompts;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The text at a path.</summary>
internal sealed class TextOperation(string path) : Operation<NamedValues, string>
{
    public override string Name => "flow/text";

    public override int Version => 1;

    public override object? Parameters { get; } = path;

    public override bool Persist => false;

    /// <exception cref="StepException">There is no text.</exception>
    public static string Get(string path, IReadOnlyDictionary<string, JsonElement> values)
    {
        JsonElement value = JsonPath.Get(path, values);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new StepException($"{path} is {JsonPath.Describe(value)}, expected a text");
    }

    public override ValueTask<string> InvokeAsync(NamedValues input, OperationContext context, CancellationToken cancellationToken) =>
        new(Get(path, input.Resolve(context)));
}
