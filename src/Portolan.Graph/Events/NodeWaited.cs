namespace Portolan.Graph;

/// <summary>A running operation waits for something outside: a rate limit, a busy server.</summary>
/// <param name="Node">The node; for a batch, one of its nodes.</param>
/// <param name="Reason">Why, for people, such as <c>429 with Retry-After</c>.</param>
/// <param name="Duration">How long it is going to wait.</param>
public sealed record NodeWaited(Node Node, string Reason, TimeSpan Duration) : GraphEvent;
