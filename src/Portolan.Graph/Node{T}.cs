using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>A call that was described and not yet made, and that will give a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The result.</typeparam>
public abstract class Node<T> : Node
{
    private protected Node(TaskGraph graph, int index, Operation operation, NodeKey key, ImmutableArray<Node> inputs, string? label)
        : base(graph, index, operation, key, inputs, label)
    {
    }

    internal sealed override Type ResultType => typeof(T);

    internal sealed override StoreLookup<object?> Find(IResultStore store)
    {
        StoreLookup<T> found = store.Find<T>(ResultAddress.Of(this));
        return new StoreLookup<object?>(found.Found, found.Value, found.Rejection);
    }

    internal sealed override void Save(IResultStore store, object? result) => store.Save(ResultAddress.Of(this), (T)result!);
}
