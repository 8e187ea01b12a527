using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>A call that was described and not yet made: an operation, its input, and the nodes that the input contains.</summary>
/// <remarks>Immutable and thread-safe. Nodes are compared by reference; two nodes for equal work have equal <see cref="Key"/>s.</remarks>
public abstract class Node
{
    private readonly string? label;

    private protected Node(TaskGraph graph, int index, Operation operation, NodeKey key, ImmutableArray<Node> inputs, string? label)
    {
        Graph = graph;
        Index = index;
        Operation = operation;
        Key = key;
        Inputs = inputs;
        this.label = label;
    }

    /// <summary>Identifies the work; equal for equal work.</summary>
    public NodeKey Key { get; }

    /// <summary>What to call the node in front of people; the operation's name when none was given. Not part of the key.</summary>
    public string Label => label ?? Operation.Name;

    /// <summary>The operation to call.</summary>
    public Operation Operation { get; }

    /// <summary>The name of the operation.</summary>
    public string OperationName => Operation.Name;

    /// <summary>The nodes in the input, each once, in the order of their first appearance.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>Position in the graph, counted from 0 in the order of the calls; an input always has a smaller one.</summary>
    public int Index { get; }

    internal TaskGraph Graph { get; }

    internal abstract Type ResultType { get; }

    /// <summary>Label and the first digits of the key.</summary>
    public override string ToString() => $"{Label} [{Key.ToString().AsSpan(0, 12)}]";

    internal abstract ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken);

    internal abstract StoreLookup<object?> Find(IResultStore store);

    internal abstract void Save(IResultStore store, object? result);
}
