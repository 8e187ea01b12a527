namespace Portolan.Graph;

/// <summary>A node failed for good.</summary>
/// <param name="Failure">The node, the number of tries and what the last one threw.</param>
public sealed record NodeFailed(NodeFailure Failure) : GraphEvent;
