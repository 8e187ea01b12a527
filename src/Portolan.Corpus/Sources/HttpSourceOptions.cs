namespace Portolan.Corpus.Sources;

/// <summary>How remote files are fetched and kept.</summary>
public sealed record HttpSourceOptions
{
    /// <summary>Where downloads are kept.</summary>
    /// <value>Null, the default, takes <c>PORTOLAN_CACHE</c>, else <c>portolan</c> under <c>XDG_CACHE_HOME</c>, else <c>~/.cache/portolan</c>.</value>
    public string? CacheDirectory { get; init; }

    /// <summary>Streams from the network and keeps nothing.</summary>
    /// <value>False by default. When true, <see cref="CacheDirectory"/> is not touched, and a file that is read twice is fetched twice.</value>
    public bool NoCache { get; init; }

    /// <summary>How long the server may send nothing, before its answer or between two pieces of the body, until the connection is given up.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts in a row that may fail without a single new byte.</summary>
    /// <value>6 by default; at least 1.</value>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>The wait after the first failure; it doubles with each further one, and a random half of it is left out.</summary>
    /// <value>500 milliseconds by default.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest such wait.</summary>
    /// <value>30 seconds by default. A server's <c>Retry-After</c> is obeyed beyond it, up to <see cref="MaxRetryAfter"/>.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a server may ask for; more than that fails at once with the server's wish in the message.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Seed of the random part of the waits.</summary>
    /// <value>0 by default.</value>
    public ulong Seed { get; init; }

    /// <summary>The value of the User-Agent header.</summary>
    /// <value>Names Portolan and its version by default.</value>
    public string UserAgent { get; init; } = "Portolan/0.1 (+training corpus builder)";

    /// <summary>Whether a 403 without an explanation is taken for a server that defends itself against too many requests.</summary>
    /// <value>False by default: a 403 is final unless its body says <c>SlowDown</c>. When true it is worth three attempts.</value>
    public bool RetryForbidden { get; init; }

    /// <summary>What all requests to the same server share, or null when each goes its own way.</summary>
    internal HttpPace? Pace { get; init; }

    /// <summary>The clock behind timeouts and waits.</summary>
    /// <value><see cref="TimeProvider.System"/> by default.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
