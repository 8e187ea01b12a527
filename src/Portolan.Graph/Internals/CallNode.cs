using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>The node that <see cref="TaskGraph.Call"/> makes of an ordinary operation.</summary>
internal sealed class CallNode<TIn, TOut>(
    NodeScope scope, int index, Operation<TIn, TOut> operation, TIn input, NodeKey key, ImmutableArray<Node> inputs, object? name)
    : Node<TOut>(scope, index, operation, key, inputs, name)
{
    internal override ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken)
    {
        ValueTask<TOut> call = ((Operation<TIn, TOut>)Operation).InvokeAsync(input, context, cancellationToken);

        // Most operations are synchronous; they must not pay for a state machine.
        return call.IsCompletedSuccessfully ? new ValueTask<object?>(call.Result) : AwaitAsync(call);
    }

    internal override NodeKey KeyWith(Func<Node, NodeKey> keyOf) => KeyWriter.KeyWith(Operation, input, keyOf);

    internal override Node Instantiate(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Origin origin) =>
        new CallNode<TIn, TOut>(scope, index, (Operation<TIn, TOut>)Operation, input, key, inputs, origin);

    private static async ValueTask<object?> AwaitAsync(ValueTask<TOut> call) => await call.ConfigureAwait(false);
}
