namespace Portolan.Graph;

/// <summary>A node that failed for good.</summary>
/// <param name="Node">The node.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Exception">What the last try threw; a <see cref="GraphException"/> when the result could not be stored.</param>
public sealed record NodeFailure(Node Node, int Attempts, Exception Exception);
