namespace Portolan.Graph.Internals;

/// <summary>What a node belongs to: a graph, the body of a map or a conditional, or a run.</summary>
/// <remarks>A call may name nodes of its own scope and of those around it.</remarks>
internal sealed class NodeScope(TaskGraph graph, NodeScope? outer)
{
    public TaskGraph Graph { get; } = graph;

    public NodeScope? Outer { get; } = outer;

    public int Depth { get; } = outer is null ? 0 : outer.Depth + 1;

    public List<Node> Nodes { get; } = [];

    public bool Sees(NodeScope other)
    {
        for (NodeScope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (ReferenceEquals(scope, other))
            {
                return true;
            }
        }

        return false;
    }
}
