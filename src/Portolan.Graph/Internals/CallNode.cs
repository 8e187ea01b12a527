using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>The node that <see cref="TaskGraph.Call"/> makes. Other kinds (a fused chain, a batch) would be siblings of it.</summary>
internal sealed class CallNode<TIn, TOut>(
    TaskGraph graph, int index, Operation<TIn, TOut> operation, TIn input, NodeKey key, ImmutableArray<Node> inputs, string? label)
    : Node<TOut>(graph, index, operation, key, inputs, label)
{
    internal override ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken)
    {
        ValueTask<TOut> call = ((Operation<TIn, TOut>)Operation).InvokeAsync(input, context, cancellationToken);

        // Most operations are synchronous; they must not pay for a state machine.
        return call.IsCompletedSuccessfully ? new ValueTask<object?>(call.Result) : AwaitAsync(call);
    }

    private static async ValueTask<object?> AwaitAsync(ValueTask<TOut> call) => await call.ConfigureAwait(false);
}
