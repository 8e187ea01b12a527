namespace Portolan.Graph;

/// <summary>A try failed with a transient fault, and another will follow.</summary>
/// <param name="Node">The node.</param>
/// <param name="Attempt">The try that failed, counted from 1.</param>
/// <param name="Reason">What it threw.</param>
/// <param name="Delay">The wait before the node is ready again.</param>
public sealed record NodeRetried(Node Node, int Attempt, Exception Reason, TimeSpan Delay) : GraphEvent;
