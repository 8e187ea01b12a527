namespace Portolan.Graph;

/// <summary>A running operation used up something that is counted.</summary>
/// <param name="Node">The node; for a batch, the node that it is charged to.</param>
/// <param name="Meter">What is counted, such as <c>tokens_in</c>, <c>requests</c> or <c>cost</c>.</param>
/// <param name="Amount">How much.</param>
public sealed record NodeMetered(Node Node, string Meter, double Amount) : GraphEvent;
