using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>A node whose result is known before anything runs.</summary>
internal interface IValueNode
{
    object? Value { get; }
}

/// <summary>The node that <see cref="TaskGraph.Value"/> makes, and what an element of a mapped list becomes.</summary>
internal sealed class ValueNode<T>(NodeScope scope, int index, T value, NodeKey key, object? name)
    : Node<T>(scope, index, ValueOperation<T>.Instance, key, [], name), IValueNode
{
    public object? Value => value;

    internal override ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken) => new(value);

    internal override NodeKey KeyWith(Func<Node, NodeKey> keyOf) => Key;

    internal override Node Instantiate(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Origin origin) =>
        new ValueNode<T>(scope, index, value, key, origin);
}
