namespace Portolan.Graph.Backends.Internals;

/// <summary>Spreads an amount per minute: what is taken is paid for by waiting, in the order of asking.</summary>
/// <remarks>
/// The bucket holds one second's share, and fills so that no half-open window of 60 seconds lets through more than the limit: with
/// burst <c>b</c> and rate <c>r</c> a window lets through at most <c>b + 60 r</c>, so <c>r = (limit - b) / 60</c>; for single requests
/// the window's open end allows one more. An amount larger than the bucket waits until all of it has flowed in.
/// </remarks>
internal sealed class TokenBucket
{
    private readonly Lock gate = new();
    private readonly TimeProvider timeProvider;
    private readonly double burst;
    private readonly double perSecond;
    private double level;
    private long levelAt;

    private TokenBucket(double burst, double perSecond, TimeProvider timeProvider)
    {
        this.burst = burst;
        this.perSecond = perSecond;
        this.timeProvider = timeProvider;
        level = burst;
        levelAt = timeProvider.GetTimestamp();
    }

    /// <summary>Of units that are taken one by one.</summary>
    public static TokenBucket OfRequests(int perMinute, TimeProvider timeProvider)
    {
        double burst = Math.Max(1, perMinute / 60);
        return new TokenBucket(burst, (perMinute - burst + 1) / 60, timeProvider);
    }

    /// <summary>Of units that are taken in any amount.</summary>
    public static TokenBucket OfTokens(long perMinute, TimeProvider timeProvider)
    {
        double burst = perMinute / 60.0;
        return new TokenBucket(burst, (perMinute - burst) / 60, timeProvider);
    }

    /// <summary>Takes an amount.</summary>
    /// <returns>How long to wait before using it.</returns>
    public TimeSpan Take(double amount)
    {
        lock (gate)
        {
            Refill();
            level -= amount;

            // Rounded up to the clock's tick, so that whoever waits that long never comes too early.
            return level >= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling(-level / perSecond * TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>Gives back what was not used, or takes what was used beyond (a negative amount) without waiting.</summary>
    public void Return(double amount)
    {
        lock (gate)
        {
            Refill();
            level = Math.Min(burst, level + amount);
        }
    }

    private void Refill()
    {
        long now = timeProvider.GetTimestamp();
        level = Math.Min(burst, level + (timeProvider.GetElapsedTime(levelAt, now).TotalSeconds * perSecond));
        levelAt = now;
    }
}
