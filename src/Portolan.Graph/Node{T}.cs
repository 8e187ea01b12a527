using System.Collections.Immutable;
using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>A call that was described and not yet made, and that will give a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The result.</typeparam>
public abstract class Node<T> : Node
{
    private protected Node(NodeScope scope, int index, Operation operation, NodeKey key, ImmutableArray<Node> inputs, object? name)
        : base(scope, index, operation, key, inputs, name)
    {
    }

    internal sealed override Type ResultType => typeof(T);

    internal sealed override StoreLookup<object?> Find(IResultStore store)
    {
        StoreLookup<T> found = store.Find<T>(ResultAddress.Of(this));
        return new StoreLookup<object?>(found.Found, found.Value, found.Rejection);
    }

    internal sealed override void Save(IResultStore store, object? result) => store.Save(ResultAddress.Of(this), (T)result!);

    internal sealed override void SaveAll(IResultStore store, IReadOnlyList<KeyValuePair<Node, object?>> results) =>
        store.SaveAll([.. results.Select(one => KeyValuePair.Create(ResultAddress.Of(one.Key), (T)one.Value!))]);
}
