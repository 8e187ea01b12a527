using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>What a line comes to.</summary>
/// <param name="Kept">False when a filter dropped it.</param>
/// <param name="Fields">The values of the written fields, in their order.</param>
/// <param name="Scores">The score steps' values, in their order; for a list its mean, NaN for an empty one.</param>
internal sealed record FlowRow(bool Kept, IReadOnlyList<JsonElement> Fields, IReadOnlyList<double> Scores)
{
    public static FlowRow Dropped { get; } = new(false, [], []);
}
