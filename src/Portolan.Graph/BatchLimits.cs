namespace Portolan.Graph;

/// <summary>How large a batch may be, and how long a call may wait for others to share one.</summary>
public sealed record BatchLimits
{
    /// <summary>At most 32 items of any cost, waited for at most 20 milliseconds.</summary>
    public static BatchLimits Default { get; } = new();

    /// <summary>Items in a batch.</summary>
    /// <value>Default 32; at least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less.</exception>
    public int MaxItems
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 32;

    /// <summary>The sum of <see cref="BatchOperation{TIn, TOut}.CostOf"/> in a batch.</summary>
    /// <value>Default without limit. An item that costs more by itself is sent alone.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 1.</exception>
    public long MaxCost
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = long.MaxValue;

    /// <summary>How long a call that is ready may wait for others.</summary>
    /// <value>Default 20 milliseconds. A batch is sent earlier when it is full, or when nothing that still runs could add to it;
    /// <see cref="Timeout.InfiniteTimeSpan"/> leaves it at that.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than zero and not infinite, or to more than 49 days.</exception>
    public TimeSpan Linger
    {
        get;
        init
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxTimer);
            }

            field = value;
        }
    } = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest wait that timers can do.</summary>
    internal static TimeSpan MaxTimer { get; } = TimeSpan.FromDays(49);
}
