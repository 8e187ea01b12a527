namespace Portolan.Graph;

/// <summary>How often and after what waits a node is tried again whose operation calls the fault transient.</summary>
/// <remarks>
/// The wait before try <c>n + 1</c> is <c>min(BaseDelay * 2^(n-1), MaxDelay) * (1 - Jitter * u)</c> with <c>u</c> in [0, 1) drawn
/// from seed, node key and <c>n</c>, so it does not depend on timing. A waiting node occupies none of its resource.
/// </remarks>
public sealed record RetryPolicy
{
    /// <summary>One try only.</summary>
    public static RetryPolicy None { get; } = new() { MaxAttempts = 1 };

    /// <summary>Tries in all, the first included.</summary>
    /// <value>Default 3; at least 1.</value>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>The wait before the second try.</summary>
    /// <value>Default 1 second; doubled for each further try.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No wait is longer.</summary>
    /// <value>Default 1 minute.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The part of a wait that is random, so that failed nodes do not come back all at once.</summary>
    /// <value>Default 0.5; from 0 to 1.</value>
    public double Jitter { get; init; } = 0.5;

    /// <summary>Seed of the jitter.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>The wait after a failed try.</summary>
    /// <param name="key">The node.</param>
    /// <param name="attempt">The try that failed, counted from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="attempt"/> is less than 1.</exception>
    public TimeSpan DelayAfter(NodeKey key, int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);

        // 2^62 times any delay is beyond MaxDelay unless the delay is zero; a larger exponent would lose the cap to infinity.
        double ticks = Math.Min(BaseDelay.Ticks * Math.Pow(2, Math.Min(attempt - 1, 62)), MaxDelay.Ticks);
        ulong random = Mix(Mix(Mix(Seed) ^ key.Word(0)) ^ (ulong)attempt);
        double fraction = (random >> 11) * (1.0 / (1UL << 53));
        return TimeSpan.FromTicks((long)(ticks * (1 - (Jitter * fraction))));
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, TimeSpan.Zero);
        if (!(Jitter is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Jitter), Jitter, "must be from 0 to 1");
        }
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
