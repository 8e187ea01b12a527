namespace Portolan.Graph;

/// <summary>How large a batch may be, and how long a call may wait for others to share one.</summary>
public sealed record BatchLimits
{
    /// <summary>At most 32 items of any cost, waited for at most 20 milliseconds.</summary>
    public static BatchLimits Default { get; } = new();

    /// <summary>Items in a batch.</summary>
    /// <value>Default 32; at least 1.</value>
    public int MaxItems { get; init; } = 32;

    /// <summary>The sum of <see cref="BatchOperation{TIn, TOut}.CostOf"/> in a batch.</summary>
    /// <value>Default without limit. An item that costs more by itself is sent alone.</value>
    public long MaxCost { get; init; } = long.MaxValue;

    /// <summary>How long a call that is ready may wait for others.</summary>
    /// <value>Default 20 milliseconds. A batch is sent earlier when it is full, or when nothing that still runs could add to it.</value>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(20);
}
