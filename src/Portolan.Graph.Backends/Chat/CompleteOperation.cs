namespace Portolan.Graph.Backends.Internals;

/// <summary>Completes prompts: in one request where the provider takes several, else side by side.</summary>
internal sealed class CompleteOperation(ChatCaller caller) : BatchOperation<Node<string>, Completion>
{
    public const string OperationName = "backends/complete";

    public const int OperationVersion = 1;

    public override string Name => OperationName;

    public override int Version => OperationVersion;

    public override Resource Resource => caller.Backend.Resource;

    public override object? Parameters => caller.Parameters;

    public override BatchLimits BatchLimits => caller.Backend.ChatBatches;

    public override long CostOf(Node<string> input, OperationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return caller.EstimateOf(context.Result(input)).Total;
    }

    public override async ValueTask<IReadOnlyList<BatchResult<Completion>>> InvokeBatchAsync(
        IReadOnlyList<BatchItem<Node<string>>> items, CancellationToken cancellationToken)
    {
        if (!caller.SendsSeveralPrompts)
        {
            return await BatchFaults.SideBySideAsync(
                items, item => caller.CompleteAsync(item.Context.Result(item.Input), item.Context, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return await BatchFaults.TogetherAsync(
            items,
            () => caller.CompleteTogetherAsync(
                [.. items.Select(item => item.Context.Result(item.Input))], [.. items.Select(item => item.Context)], cancellationToken)).ConfigureAwait(false);
    }
}
