using System.Globalization;

namespace Portolan.Encoders.Models.Hub;

/// <summary>Counts failures in a row and waits between attempts.</summary>
internal sealed class HubRetry(ModelPullOptions options)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private int failures;

    /// <summary>Bytes arrived: what failed before no longer counts.</summary>
    public void Progress() => failures = 0;

    /// <summary>Waits before the next attempt, or gives up.</summary>
    /// <exception cref="HubFault">The fault is final, the attempts are used up, or the server asks for too long a wait.</exception>
    public async Task WaitAsync(HubFault fault, Action<string> report, CancellationToken cancellationToken)
    {
        if (!fault.IsTransient)
        {
            throw fault;
        }

        failures++;
        if (failures >= options.MaxAttempts)
        {
            throw new HubFault(
                string.Create(CultureInfo.InvariantCulture, $"{fault.Message} ({failures} {(failures == 1 ? "attempt" : "attempts")})"), false,
                fault.Hint ?? "check the network, then run the same command again: what was fetched is kept", fault);
        }

        TimeSpan delay = fault.IsMended ? TimeSpan.Zero : Delay(failures);
        if (fault.RetryAfter is { } asked)
        {
            delay = asked <= options.MaxRetryAfter ? asked : throw new HubFault(
                string.Create(CultureInfo.InvariantCulture, $"{fault.Message}; it asks to wait {asked.TotalSeconds:0} s"), false,
                "run the same command again after that time: what was fetched is kept", fault);
        }

        report(string.Create(CultureInfo.InvariantCulture, $"{fault.Message}; trying again in {delay.TotalSeconds:0.#} s"));
        await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The wait after so many failures: between a half and the whole of the doubled base delay.</summary>
    internal TimeSpan Delay(int count)
    {
        double full = Math.Min(MaxDelay.TotalMilliseconds, options.BaseDelay.TotalMilliseconds * Math.Pow(2, count - 1));

        // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring seeds give unrelated values.
        ulong mixed = options.Seed + ((ulong)count * 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return TimeSpan.FromMilliseconds(full * (0.5 + ((mixed >> 11) * (0.5 / (1UL << 53)))));
    }
}
