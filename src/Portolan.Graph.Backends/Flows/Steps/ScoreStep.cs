using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Compares a value with a reference; 1 is right, 0 is wrong.</summary>
internal sealed class ScoreStep(string name, long line, string? forEach, string of, string reference, Measure measure) : ComputeStep(name, line, forEach)
{
    public override string Kind => "score";

    public override object Definition => new { Of = of, Reference = reference, measure.Definition };

    public override IEnumerable<string> Paths => [of, reference];

    protected override JsonElement Apply(IReadOnlyDictionary<string, JsonElement> values) =>
        JsonValues.Number(measure.Score(JsonPath.Get(of, values), JsonPath.Get(reference, values)));
}
