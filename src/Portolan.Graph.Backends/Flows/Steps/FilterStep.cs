using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Keeps a line where an expression holds; with a list, keeps the items where it holds.</summary>
internal sealed class FilterStep(string name, long line, string? forEach, FlowExpression expression) : ComputeStep(name, line, forEach)
{
    public override string Kind => "filter";

    public override object Definition => new { expression.Text };

    public override IEnumerable<string> Paths => expression.Paths;

    /// <summary>Whether it decides about whole lines.</summary>
    public bool DropsLines => ForEach is null;

    public override JsonElement Run(IReadOnlyDictionary<string, JsonElement> values) => ForEach is null
        ? Apply(values)
        : JsonValues.List([.. Items(values).Where(expression.Holds).Select(item => item[Item])]);

    protected override JsonElement Apply(IReadOnlyDictionary<string, JsonElement> values) =>
        expression.Holds(values) ? JsonValues.True : JsonValues.False;
}
