namespace Portolan.Graph;

/// <summary>A node has its result.</summary>
/// <param name="Node">The node.</param>
/// <param name="Duration">How long the successful try took, storing included; zero when the result was in the store.</param>
/// <param name="FromStore">Whether the result was in the store.</param>
public sealed record NodeCompleted(Node Node, TimeSpan Duration, bool FromStore) : GraphEvent;
