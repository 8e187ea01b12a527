using System.Globalization;

namespace Portolan.Graph.Backends;

/// <summary>An amount of money that several backends may spend together, such as that of one run.</summary>
/// <remarks>
/// Thread-safe. A request reserves its estimate before it is sent and settles with its real cost. Where only requests in flight stand in
/// the way, their settling is awaited; where the money is truly gone, the run is stopped in order with <see cref="StopRunException"/>.
/// </remarks>
public sealed class CostBudget
{
    private readonly Lock gate = new();
    private readonly string owner;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private decimal spent;
    private decimal reserved;

    /// <summary>A budget of which nothing is spent.</summary>
    /// <param name="ceiling">USD that may be spent in all; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ceiling"/> is negative.</exception>
    public CostBudget(decimal ceiling)
        : this(ceiling, "the run")
    {
    }

    internal CostBudget(decimal ceiling, string owner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ceiling);
        Ceiling = ceiling;
        this.owner = owner;
    }

    /// <summary>USD that may be spent in all.</summary>
    public decimal Ceiling { get; }

    /// <summary>USD spent so far by requests that have ended.</summary>
    public decimal Spent
    {
        get
        {
            lock (gate)
            {
                return spent;
            }
        }
    }

    /// <summary>Puts an estimate aside.</summary>
    /// <exception cref="StopRunException">It does not fit, and nothing is in flight that could give something back.</exception>
    internal async ValueTask ReserveAsync(decimal estimate, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task settled;
            lock (gate)
            {
                if (spent + reserved + estimate <= Ceiling)
                {
                    reserved += estimate;
                    return;
                }

                if (reserved == 0)
                {
                    throw new StopRunException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"the cost ceiling of {owner} is reached: {spent:0.######} of {Ceiling:0.######} USD are spent, and the next request may cost {estimate:0.######} USD"));
                }

                settled = changed.Task;
            }

            await settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    internal void Settle(decimal estimate, decimal actual)
    {
        TaskCompletionSource waiters;
        lock (gate)
        {
            reserved -= estimate;
            spent += actual;
            waiters = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiters.TrySetResult();
    }
}
