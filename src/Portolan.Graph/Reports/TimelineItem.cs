namespace Portolan.Graph.Reports;

/// <summary>One try of a node, one batch, or one wait.</summary>
/// <param name="Kind"><c>node</c>, <c>batch</c> or <c>wait</c>.</param>
/// <param name="Label">Label of the node; for a batch its number.</param>
/// <param name="Operation">Name of the operation.</param>
/// <param name="Resource">Name of its resource.</param>
/// <param name="Start">Seconds from the start of the run.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Result"><c>completed</c>, <c>failed</c> or <c>retried</c>; for a batch, <c>failed</c> when a call in it did; for a wait, why.</param>
/// <param name="Items">Calls in a batch, else 1.</param>
/// <param name="Trigger">Why a batch was sent, in lower case, else null.</param>
public sealed record TimelineItem(
    string Kind, string Label, string Operation, string Resource, double Start, double Seconds, string Result, int Items, string? Trigger);
