namespace Portolan.Graph.Backends.Flows;

/// <summary>A call of a model that has ended.</summary>
/// <param name="Step">The step that makes it.</param>
/// <param name="Key">Its key; lines with equal calls share one.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Attempts">Requests that were made for it; 0 when its reply was in the cache.</param>
public sealed record FlowCall(string Step, NodeKey Key, FlowCallStatus Status, int Attempts);
