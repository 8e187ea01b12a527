using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>The node that <see cref="TaskGraph.Call"/> makes of a batch operation.</summary>
internal sealed class BatchCallNode<TIn, TOut>(
    NodeScope scope, int index, BatchOperation<TIn, TOut> operation, TIn input, NodeKey key, ImmutableArray<Node> inputs, object? name)
    : Node<TOut>(scope, index, operation, key, inputs, name)
{
    internal override bool IsBatchCall => true;

    internal override BatchLimits BatchLimits => Batching.BatchLimits ?? BatchLimits.Default;

    private BatchOperation<TIn, TOut> Batching => (BatchOperation<TIn, TOut>)Operation;

    internal override async ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken) =>
        await Batching.InvokeAsync(input, context, cancellationToken).ConfigureAwait(false);

    internal override long CostWith(OperationContext context) => Math.Max(0, Batching.CostOf(input, context));

    internal override async ValueTask<BatchOutcome[]> InvokeBatchAsync(
        IReadOnlyList<Node> nodes, OperationContext[] contexts, CancellationToken cancellationToken)
    {
        var items = new BatchItem<TIn>[nodes.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new BatchItem<TIn>(((BatchCallNode<TIn, TOut>)nodes[i]).Input, contexts[i]);
        }

        IReadOnlyList<BatchResult<TOut>>? results = await Batching.InvokeBatchAsync(items, cancellationToken).ConfigureAwait(false);
        var outcomes = new BatchOutcome[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            outcomes[i] = results?.Count != items.Length ? WrongCount(nodes[i], results?.Count, items.Length)
                : results[i].Failure is { } failure ? new BatchOutcome(null, failure)
                : new BatchOutcome(results[i].Value, null);
        }

        return outcomes;
    }

    internal override NodeKey KeyWith(Func<Node, NodeKey> keyOf) => KeyWriter.KeyWith(Operation, input, keyOf);

    internal override Node Instantiate(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Origin origin) =>
        new BatchCallNode<TIn, TOut>(scope, index, Batching, input, key, inputs, origin);

    private TIn Input => input;

    private static BatchOutcome WrongCount(Node node, int? found, int expected) => new(
        null,
        new GraphException($"operation {node.OperationName} gave {(found is null ? "null" : $"{found} results")} for a batch of {expected} items", node),
        IsFinal: true);
}
