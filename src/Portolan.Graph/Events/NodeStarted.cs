namespace Portolan.Graph;

/// <summary>A node begins; once for each try.</summary>
/// <param name="Node">The node.</param>
/// <param name="Attempt">The try, counted from 1.</param>
public sealed record NodeStarted(Node Node, int Attempt) : GraphEvent;
