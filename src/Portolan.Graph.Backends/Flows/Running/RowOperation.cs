using System.Text.Json;
using Portolan.Graph.Backends.Prompts;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Gathers what is written and scored of a line.</summary>
internal sealed class RowOperation(Flow flow) : Operation<NamedValues, FlowRow>
{
    private readonly string[] scores = [.. flow.Scores.Select(score => score.Name)];

    public override string Name => "flow/row";

    public override int Version => 1;

    public override object? Parameters { get; } = new { flow.Write.Fields, Scores = flow.Scores.Select(score => score.Name).ToArray() };

    public override bool Persist => false;

    /// <summary>The names whose values it needs.</summary>
    public IEnumerable<string> Roots => flow.Write.Roots.Union(scores, StringComparer.Ordinal);

    public override ValueTask<FlowRow> InvokeAsync(NamedValues input, OperationContext context, CancellationToken cancellationToken)
    {
        Dictionary<string, JsonElement> values = input.Resolve(context);
        return new(new FlowRow(
            true,
            [.. flow.Write.Fields.Select(field => JsonPath.Get(field.Path, values))],
            [.. scores.Select(score => Mean(values[score]))]));
    }

    private static double Mean(JsonElement score) => score.ValueKind == JsonValueKind.Array
        ? score.GetArrayLength() == 0 ? double.NaN : score.EnumerateArray().Average(one => one.GetDouble())
        : score.GetDouble();
}
