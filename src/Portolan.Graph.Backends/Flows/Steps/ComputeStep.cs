using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>A step that computes here and at once: everything but calls to a backend.</summary>
internal abstract class ComputeStep : FlowStep
{
    protected ComputeStep(string name, long line, string? forEach)
        : base(name, line, forEach) => Operation = new ComputeOperation(this);

    /// <summary>As in <c>flow/parse</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The settings that change the result, as something that can be part of a key.</summary>
    public abstract object Definition { get; }

    public ComputeOperation Operation { get; }

    /// <summary>The step's value for one line.</summary>
    /// <exception cref="StepException">The values do not let it.</exception>
    public virtual JsonElement Run(IReadOnlyDictionary<string, JsonElement> values) =>
        ForEach is null ? Apply(values) : JsonValues.List([.. Items(values).Select(Apply)]);

    protected abstract JsonElement Apply(IReadOnlyDictionary<string, JsonElement> values);

    /// <summary>The values with each item of the list in turn.</summary>
    protected IEnumerable<IReadOnlyDictionary<string, JsonElement>> Items(IReadOnlyDictionary<string, JsonElement> values)
    {
        JsonElement list = ForEachList.Of(ForEach!, values);
        foreach (JsonElement item in list.EnumerateArray())
        {
            yield return new Dictionary<string, JsonElement>(values, StringComparer.Ordinal) { [Item] = item };
        }
    }
}
