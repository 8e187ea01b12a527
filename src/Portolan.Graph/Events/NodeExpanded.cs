namespace Portolan.Graph;

/// <summary>A map knows its list, or a conditional its branch: the nodes for it are part of the run from now on.</summary>
/// <param name="Node">The map or conditional; its <see cref="NodeCompleted"/> comes when the nodes have been gathered.</param>
/// <param name="Elements">Elements in the list; 1 for a conditional.</param>
/// <param name="NodesToRun">Nodes to run that were not part of the run before.</param>
/// <param name="NodesFromStore">Nodes whose stored results are used; their <see cref="NodeCompleted"/> events follow.</param>
public sealed record NodeExpanded(Node Node, int Elements, int NodesToRun, int NodesFromStore) : GraphEvent;
