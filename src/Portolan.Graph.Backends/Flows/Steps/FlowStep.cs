namespace Portolan.Graph.Backends.Flows;

/// <summary>A step of a flow: what it is called, where it stands, and what it reads.</summary>
internal abstract class FlowStep(string name, long line, string? forEach)
{
    /// <summary>What the current item of <see cref="ForEach"/> is called in the step.</summary>
    public const string Item = "item";

    public string Name { get; } = name;

    /// <summary>Its line in the flow's file, from 1.</summary>
    public long Line { get; } = line;

    /// <summary>The path of a list, each of whose items the step works on; null for a step that runs once.</summary>
    public string? ForEach { get; } = forEach;

    /// <summary>The paths that it reads itself.</summary>
    public abstract IEnumerable<string> Paths { get; }

    /// <summary>The fields, variables and earlier steps that it needs.</summary>
    public IEnumerable<string> Roots =>
        (ForEach is null ? Paths : Paths.Append(ForEach)).Select(JsonPath.FirstName).Where(root => ForEach is null || root != Item).Distinct(StringComparer.Ordinal);
}
