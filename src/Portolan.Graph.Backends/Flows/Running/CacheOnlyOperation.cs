namespace Portolan.Graph.Backends.Flows;

/// <summary>A call with the key of another, which is never made: its result is in the cache or it fails.</summary>
internal sealed class CacheOnlyOperation<TOut>(BatchOperation<Node<string>, TOut> original) : BatchOperation<Node<string>, TOut>
{
    public override string Name => original.Name;

    public override int Version => original.Version;

    public override Resource Resource => original.Resource;

    public override object? Parameters => original.Parameters;

    public override ValueTask<IReadOnlyList<BatchResult<TOut>>> InvokeBatchAsync(
        IReadOnlyList<BatchItem<Node<string>>> items, CancellationToken cancellationToken) =>
        new([.. items.Select(_ => new BatchResult<TOut>(new MissingReplyException()))]);
}
