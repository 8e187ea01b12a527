namespace Portolan.Graph;

/// <summary>An operation that does several calls at once for less than each of them costs alone.</summary>
/// <typeparam name="TIn">As for <see cref="Operation{TIn, TOut}"/>.</typeparam>
/// <typeparam name="TOut">As for <see cref="Operation{TIn, TOut}"/>.</typeparam>
/// <remarks>
/// Calls whose operations have equal name, version, parameters and <see cref="Operation.Resource"/> may share a batch. What a batch is
/// made of changes no result: an item must come out as it would alone.
/// </remarks>
public abstract class BatchOperation<TIn, TOut> : Operation<TIn, TOut>
{
    /// <summary>How large a batch may be and how long it may be waited for.</summary>
    /// <value>Default <see cref="Graph.BatchLimits.Default"/>. Not part of the key.</value>
    public virtual BatchLimits BatchLimits => BatchLimits.Default;

    /// <summary>What an item counts towards <see cref="BatchLimits.MaxCost"/>, such as tokens or bytes.</summary>
    /// <param name="input">The input of the call.</param>
    /// <param name="context">Results of the nodes in the input.</param>
    /// <returns>0 or more; the default is 0.</returns>
    public virtual long CostOf(TIn input, OperationContext context) => 0;

    /// <summary>Does the work of several calls.</summary>
    /// <param name="items">At least one, within <see cref="BatchLimits"/> (an item that is too costly by itself comes alone), in graph order.</param>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    /// <returns>One result for each item, in their order; an item that failed does not fail the others.</returns>
    /// <remarks>
    /// An exception is taken for the failure of the whole batch: when <see cref="Operation.IsTransient"/> says so, the batch is tried again,
    /// else it is divided until the item that is to blame stands alone.
    /// </remarks>
    public abstract ValueTask<IReadOnlyList<BatchResult<TOut>>> InvokeBatchAsync(
        IReadOnlyList<BatchItem<TIn>> items, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public sealed override async ValueTask<TOut> InvokeAsync(TIn input, OperationContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<BatchResult<TOut>> results =
            await InvokeBatchAsync([new BatchItem<TIn>(input, context)], cancellationToken).ConfigureAwait(false);
        return results.Count == 1
            ? results[0].ValueOrThrow()
            : throw new GraphException($"operation {Name} gave {results.Count} results for 1 item");
    }
}
