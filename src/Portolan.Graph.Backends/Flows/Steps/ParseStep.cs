using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Makes a value of a reply.</summary>
internal sealed class ParseStep(string name, long line, string? forEach, string from, IReplyParser parser) : ComputeStep(name, line, forEach)
{
    public override string Kind => "parse";

    public override object Definition => new { From = from, parser.Definition };

    public override IEnumerable<string> Paths => [from];

    protected override JsonElement Apply(IReadOnlyDictionary<string, JsonElement> values)
    {
        JsonElement value = JsonPath.Get(from, values);
        return value.ValueKind == JsonValueKind.String
            ? parser.Parse(value.GetString()!)
            : throw new StepException($"{from} is {JsonPath.Describe(value)}, expected a text");
    }
}
