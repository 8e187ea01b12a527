namespace Portolan.Graph.Backends.Internals;

/// <summary>What a fault means for the other items of a batch.</summary>
internal static class BatchFaults
{
    /// <summary>Each item is a request of its own and fails alone.</summary>
    public static async Task<IReadOnlyList<BatchResult<TOut>>> SideBySideAsync<TIn, TOut>(
        IReadOnlyList<BatchItem<TIn>> items, Func<BatchItem<TIn>, Task<TOut>> one, CancellationToken cancellationToken)
    {
        BatchResult<TOut>[] results = await Task.WhenAll(items.Select(async item =>
        {
            try
            {
                return new BatchResult<TOut>(await one(item).ConfigureAwait(false));
            }
            catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                return new BatchResult<TOut>(e);
            }
        })).ConfigureAwait(false);
        return results;
    }

    /// <summary>
    /// All items are one request. A fault that one of them may have caused is thrown, so that the batch is divided; any other would meet
    /// each part of it as well, so all items have it.
    /// </summary>
    public static async Task<IReadOnlyList<BatchResult<TOut>>> TogetherAsync<TIn, TOut>(
        IReadOnlyList<BatchItem<TIn>> items, Func<Task<IReadOnlyList<BatchResult<TOut>>>> all)
    {
        try
        {
            return await all().ConfigureAwait(false);
        }
        catch (BackendException e) when (items.Count == 1 || !e.MayBeOneItem)
        {
            return [.. items.Select(_ => new BatchResult<TOut>(e))];
        }
    }
}
