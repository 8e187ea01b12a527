namespace Portolan.Graph;

/// <summary>The store had an entry for a node that could not be used, so the node runs again.</summary>
/// <param name="Node">The node.</param>
/// <param name="Reason">What was found and what was expected, and where.</param>
public sealed record StoredResultRejected(Node Node, string Reason) : GraphEvent;
