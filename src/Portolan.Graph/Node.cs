using System.Collections.Immutable;
using System.Diagnostics;
using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>A call that was described and not yet made: an operation, its input, and the nodes that the input contains.</summary>
/// <remarks>Immutable and thread-safe. Nodes are compared by reference; two nodes for equal work have equal <see cref="Key"/>s.</remarks>
public abstract class Node
{
    // The label as text; the origin of a node that a run made from the body of a map; or null.
    private readonly object? name;

    private protected Node(NodeScope scope, int index, Operation operation, NodeKey key, ImmutableArray<Node> inputs, object? name)
    {
        Scope = scope;
        Index = index;
        Operation = operation;
        Key = key;
        Inputs = inputs;
        this.name = name;
    }

    /// <summary>Identifies the work; equal for equal work.</summary>
    public NodeKey Key { get; }

    /// <summary>
    /// What to call the node in front of people; the operation's name when none was given. A node that a run made for an element of a
    /// mapped list ends with the element's position, such as <c>summarise[3]</c>. Not part of the key.
    /// </summary>
    public string Label => name switch
    {
        null => Operation.Name,
        string label => label,
        _ => ((Origin)name).Label,
    };

    /// <summary>The operation to call.</summary>
    public Operation Operation { get; }

    /// <summary>The name of the operation.</summary>
    public string OperationName => Operation.Name;

    /// <summary>The nodes in the input, each once, in the order of their first appearance.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>
    /// Position in the graph, counted from 0 in the order of the calls; an input always has a smaller one. Nodes that a run makes from
    /// the body of a map or a conditional follow those of the graph.
    /// </summary>
    public int Index { get; private set; }

    internal NodeScope Scope { get; }

    internal TaskGraph Graph => Scope.Graph;

    /// <summary>For a node that a run made: where it comes from.</summary>
    internal Origin? Origin => name as Origin;

    internal abstract Type ResultType { get; }

    /// <summary>Whether calls of this kind go out in batches.</summary>
    internal virtual bool IsBatchCall => false;

    /// <summary>What the node turns into while it runs; null for all but maps and conditionals.</summary>
    internal virtual IExpandingNode? Expanding => null;

    /// <summary>Label and the first digits of the key.</summary>
    public override string ToString() => $"{Label} [{Key.ToString().AsSpan(0, 12)}]";

    /// <summary>Gives a node that a run made its place there.</summary>
    internal void Place(int index)
    {
        Debug.Assert(Origin is not null, "only nodes of a run are placed");
        Index = index;
    }

    internal abstract ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken);

    internal abstract StoreLookup<object?> Find(IResultStore store);

    internal abstract void Save(IResultStore store, object? result);

    /// <summary>Saves results of several nodes of this one's type.</summary>
    internal abstract void SaveAll(IResultStore store, IReadOnlyList<KeyValuePair<Node, object?>> results);

    /// <summary>The key that this node would have if its inputs had other keys.</summary>
    internal abstract NodeKey KeyWith(Func<Node, NodeKey> keyOf);

    /// <summary>The same call with other inputs, one for each of <see cref="Inputs"/>, as a node of a run.</summary>
    internal abstract Node Instantiate(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Origin origin);

    /// <summary>Does several calls at once; all nodes are of this one's type and one batch group.</summary>
    internal virtual ValueTask<BatchOutcome[]> InvokeBatchAsync(
        IReadOnlyList<Node> nodes, OperationContext[] contexts, CancellationToken cancellationToken) => throw new UnreachableException();

    internal virtual long CostWith(OperationContext context) => throw new UnreachableException();

    internal virtual BatchLimits BatchLimits => throw new UnreachableException();
}
