namespace Portolan.Graph;

/// <summary>The plan is made and stored results are found; always the first event.</summary>
/// <param name="NodesBeforePasses">Nodes in the graph.</param>
/// <param name="NodesAfterPasses">Nodes in the plan after all passes.</param>
/// <param name="NodesFromStore">Nodes whose stored results are used; their <see cref="NodeCompleted"/> events follow.</param>
/// <param name="NodesToRun">Nodes to run. What is left of the plan is needed only by results that were in the store.</param>
public sealed record RunStarted(int NodesBeforePasses, int NodesAfterPasses, int NodesFromStore, int NodesToRun) : GraphEvent;
