using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>Describes work as calls that depend on each other; a <see cref="GraphRunner"/> does it.</summary>
/// <remarks>
/// Cycles cannot be made: a call can only name nodes that exist. Building is not thread-safe; a graph may be read by several
/// threads and be run several times.
/// </remarks>
public sealed class TaskGraph
{
    private readonly List<Node> nodes = [];

    /// <summary>All nodes in the order in which they were made, which is a topological order.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>Adds a call and runs nothing.</summary>
    /// <param name="operation">What to call.</param>
    /// <param name="input">What to call it with. Each node in it becomes a dependency. It must not be changed afterwards.</param>
    /// <param name="label">What to call the node in front of people; null for the operation's name.</param>
    /// <typeparam name="TIn">The operation's input.</typeparam>
    /// <typeparam name="TOut">The operation's result.</typeparam>
    /// <returns>The node, which can be part of the input of later calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The operation has no name; or the input contains a node of another graph, or something that cannot be written as JSON
    /// without loss.
    /// </exception>
    public Node<TOut> Call<TIn, TOut>(Operation<TIn, TOut> operation, TIn input, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        NodeKey key = KeyWriter.KeyOf(this, operation, input, out ImmutableArray<Node> inputs);
        var node = new CallNode<TIn, TOut>(this, nodes.Count, operation, input, key, inputs, label);
        nodes.Add(node);
        return node;
    }

    /// <summary>Adds a node whose result is known, for operations that take a node.</summary>
    /// <param name="value">The result; it becomes part of the key and must not be changed afterwards.</param>
    /// <param name="label">What to call the node in front of people; null for <c>graph/value</c>.</param>
    /// <typeparam name="T">Plain data that System.Text.Json can write.</typeparam>
    /// <exception cref="ArgumentException">The value cannot be written as JSON without loss.</exception>
    public Node<T> Value<T>(T value, string? label = null) => Call(ValueOperation<T>.Instance, value, label);

    internal ReadOnlySpan<Node> NodeSpan => CollectionsMarshal.AsSpan(nodes);

    internal void CheckOwn(Node node, string parameterName)
    {
        if (!ReferenceEquals(node.Graph, this))
        {
            throw new ArgumentException($"node {node} belongs to another graph; call its operation in this graph", parameterName);
        }
    }
}
