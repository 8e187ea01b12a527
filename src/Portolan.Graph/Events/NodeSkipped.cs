namespace Portolan.Graph;

/// <summary>A node will not run because something it needs has failed; only with <see cref="FailurePolicy.FinishRest"/>.</summary>
/// <param name="Node">The node.</param>
/// <param name="Cause">The node that failed.</param>
public sealed record NodeSkipped(Node Node, Node Cause) : GraphEvent;
