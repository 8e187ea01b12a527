using System.Globalization;

namespace Portolan.Corpus.Sources;

/// <summary>Counts failures in a row at one address and waits between attempts.</summary>
internal sealed class HttpRetry(HttpSourceOptions options, Uri address)
{
    private readonly ulong seed = Mix(options.Seed ^ Hash(address.AbsoluteUri));
    private int failures;
    private int limitedFailures;

    /// <summary>A new byte arrived: what failed before no longer counts.</summary>
    public void Progress() => failures = limitedFailures = 0;

    /// <summary>Waits before the next attempt, or gives up.</summary>
    /// <exception cref="HttpFaultException">The fault is final, the attempts are used up, or the server asks for too long a wait.</exception>
    public async ValueTask WaitAsync(HttpFaultException fault, CancellationToken cancellationToken)
    {
        if (fault.Kind != HttpFaultKind.Transient)
        {
            throw fault;
        }

        failures++;
        limitedFailures += fault.MaxAttempts is null ? 0 : 1;
        if (failures >= options.MaxAttempts || limitedFailures >= fault.MaxAttempts)
        {
            throw new HttpFaultException(
                string.Create(CultureInfo.InvariantCulture, $"{fault.Message} ({(failures >= options.MaxAttempts ? failures : limitedFailures)} attempts)"),
                HttpFaultKind.Final,
                fault.Hint ?? "check the network and run the same command again: what was fetched is kept",
                fault)
            {
                Status = fault.Status,
            };
        }

        TimeSpan delay = Delay(failures);
        if (fault.RetryAfter is { } asked)
        {
            if (asked > options.MaxRetryAfter)
            {
                throw new HttpFaultException(
                    string.Create(CultureInfo.InvariantCulture, $"{fault.Message}; the server asks to wait {asked.TotalSeconds:0} s"),
                    HttpFaultKind.Final,
                    "run the same command again after that time: what was fetched is kept",
                    fault);
            }

            delay = asked > delay ? asked : delay;
        }

        if (fault.IsOverload)
        {
            options.Pace?.Hold(delay);
        }

        await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The wait after so many failures in a row: between a half and the whole of the doubled base delay.</summary>
    internal TimeSpan Delay(int failureCount)
    {
        double full = Math.Min(options.MaxDelay.TotalMilliseconds, options.BaseDelay.TotalMilliseconds * Math.Pow(2, failureCount - 1));
        double fraction = (Mix(seed + (ulong)failureCount) >> 11) * (1.0 / (1UL << 53));
        return TimeSpan.FromMilliseconds(full * (0.5 + (0.5 * fraction)));
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring seeds give unrelated values.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    // FNV-1a over UTF-16 units; string.GetHashCode differs from process to process.
    private static ulong Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return hash;
    }
}
