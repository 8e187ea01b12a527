using System.Diagnostics;

namespace Portolan.Graph.Internals;

/// <summary>The calls of one batch operation that are ready and wait for others, and what speaks for sending them.</summary>
/// <remarks>Not thread-safe; the scheduler holds its lock.</remarks>
internal sealed class BatchGroup(Lane lane, BatchLimits limits, OperationUse? use)
{
    private readonly PriorityQueue<Item, int> items = new();
    private long cost;
    private long lastNumber;

    // Why all items up to a number are to be sent although they do not fill a batch.
    private BatchTrigger? flush;
    private long flushedUpTo;

    private readonly record struct Item(int Position, long Cost, long Number, long ReadyAt);

    public Lane Lane { get; } = lane;

    public BatchLimits Limits { get; } = limits;

    public bool HasCosts => Limits.MaxCost < long.MaxValue;

    public int Count => items.Count;

    /// <summary>Nodes of the group that may still become ready for the first time.</summary>
    public int Expected { get; set; }

    /// <summary>Whether nobody can join any more but items that are tried again.</summary>
    public bool IsExhausted => Expected == 0 && use is not { Expected: > 0 };

    public bool IsFull => items.Count >= Limits.MaxItems || cost >= Limits.MaxCost;

    /// <summary>Whether a batch is to be sent now.</summary>
    public bool IsDue => items.Count > 0 && (IsFull || flush is not null);

    /// <summary>Whether it is among its lane's <see cref="Lane.Due"/>.</summary>
    public bool IsQueued { get; set; }

    /// <summary>The timer that looks after the lingering items, if there is one.</summary>
    public Watch? Watch { get; set; }

    public int FirstPosition => items.Peek().Position;

    public void Add(int position, long itemCost, long readyAt)
    {
        // What is too costly by itself stays so; how much does not matter, and a huge cost must not overflow the sum.
        itemCost = itemCost > Limits.MaxCost ? Limits.MaxCost + 1 : itemCost;
        items.Enqueue(new Item(position, itemCost, ++lastNumber, readyAt), position);
        cost = Math.Min(cost, long.MaxValue - itemCost) + itemCost;
    }

    /// <summary>All items that are here now are to be sent.</summary>
    public void Flush(BatchTrigger trigger)
    {
        if (items.Count > 0)
        {
            flush ??= trigger;
            flushedUpTo = lastNumber;
        }
    }

    /// <summary>Takes the first items in graph order, as many as fit.</summary>
    public Batch Take()
    {
        Debug.Assert(IsDue, "only what is due is taken");
        var positions = new List<int>(Math.Min(items.Count, Limits.MaxItems));
        var costs = new List<long>(positions.Capacity);
        long taken = 0;
        bool full = false;
        while (items.TryPeek(out Item item, out _))
        {
            full = positions.Count == Limits.MaxItems || (positions.Count > 0 && item.Cost > Limits.MaxCost - taken);
            if (full)
            {
                break;
            }

            items.Dequeue();
            positions.Add(item.Position);
            costs.Add(item.Cost);
            taken = Math.Min(taken, long.MaxValue - item.Cost) + item.Cost;
        }

        full |= positions.Count == Limits.MaxItems || taken >= Limits.MaxCost;
        cost = Math.Max(0, cost - taken);
        var batch = new Batch([.. positions], [.. costs], full ? BatchTrigger.Full : flush ?? BatchTrigger.Full);
        if (flush is not null && (items.Count == 0 || (!IsFull && !AnyUpTo(flushedUpTo))))
        {
            flush = null;
        }

        return batch;
    }

    /// <summary>When the item that has waited longest became ready.</summary>
    public long OldestReadyAt()
    {
        long oldest = long.MaxValue;
        foreach ((Item item, _) in items.UnorderedItems)
        {
            oldest = Math.Min(oldest, item.ReadyAt);
        }

        return oldest;
    }

    // Called only when what is left does not fill a batch.
    private bool AnyUpTo(long number)
    {
        foreach ((Item item, _) in items.UnorderedItems)
        {
            if (item.Number <= number)
            {
                return true;
            }
        }

        return false;
    }
}
