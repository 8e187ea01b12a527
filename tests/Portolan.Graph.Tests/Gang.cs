using System.Collections.Concurrent;

namespace Portolan.Graph.Tests;

/// <summary>A batch operation made of a function of one item, which remembers its batches.</summary>
internal sealed class Gang<TIn, TOut>(string name, Func<TIn, OperationContext, TOut> work) : BatchOperation<TIn, TOut>
{
    public Resource On { get; init; } = new("gang");

    public BatchLimits Limits { get; init; } = new();

    public Func<TIn, OperationContext, long>? Cost { get; init; }

    /// <summary>Sends every item alone.</summary>
    public bool One { get; set; }

    public Func<Exception, bool> Transient { get; init; } = _ => false;

    public Func<Exception, TimeSpan?> After { get; init; } = _ => null;

    public object? Settings { get; init; }

    /// <summary>What happens to a batch as a whole before its items.</summary>
    public Func<IReadOnlyList<BatchItem<TIn>>, CancellationToken, Task>? Whole { get; init; }

    /// <summary>The keys of each batch in the order in which they were sent.</summary>
    public ConcurrentQueue<NodeKey[]> Batches { get; } = new();

    /// <summary>Items and cost of each batch.</summary>
    public ConcurrentQueue<(int Items, long Cost)> Costs { get; } = new();

    public int[] Sizes => [.. Batches.Select(batch => batch.Length)];

    public override string Name => name;

    public override int Version => 1;

    public override Resource Resource => On;

    public override object? Parameters => Settings;

    public override BatchLimits BatchLimits => One ? Limits with { MaxItems = 1 } : Limits;

    public override bool IsTransient(Exception exception) => Transient(exception);

    public override TimeSpan? RetryAfter(Exception exception) => After(exception);

    public override long CostOf(TIn input, OperationContext context) => Cost?.Invoke(input, context) ?? 0;

    public override async ValueTask<IReadOnlyList<BatchResult<TOut>>> InvokeBatchAsync(
        IReadOnlyList<BatchItem<TIn>> items, CancellationToken cancellationToken)
    {
        Batches.Enqueue([.. items.Select(item => item.Context.Key)]);
        Costs.Enqueue((items.Count, items.Sum(item => CostOf(item.Input, item.Context))));
        if (Whole is not null)
        {
            await Whole(items, cancellationToken);
        }

        return [.. items.Select(Do)];
    }

    private BatchResult<TOut> Do(BatchItem<TIn> item)
    {
        try
        {
            return new BatchResult<TOut>(work(item.Input, item.Context));
        }
        catch (Exception e)
        {
            return new BatchResult<TOut>(e);
        }
    }
}
