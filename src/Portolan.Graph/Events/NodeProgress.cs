namespace Portolan.Graph;

/// <summary>A running operation says how far it is.</summary>
/// <param name="Node">The node.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all, or -1 when unknown.</param>
/// <param name="Unit">What is counted, plural.</param>
public sealed record NodeProgress(Node Node, long Done, long Total, string Unit) : GraphEvent;
