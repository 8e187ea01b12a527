namespace Portolan.Graph.Backends;

/// <summary>What a backend may be asked to do, for all operations that use it together.</summary>
/// <remarks>Nothing here changes results or keys.</remarks>
public sealed record BackendLimits
{
    /// <summary>Requests in flight at the same time.</summary>
    /// <value>Default 8; at least 1.</value>
    public int Concurrency { get; init; } = 8;

    /// <summary>Requests in any minute.</summary>
    /// <value>Default null, without limit; else at least 1. They are spread: no more than one second's share comes at once.</value>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute, of prompts and replies together.</summary>
    /// <value>
    /// Default null, without limit; else at least 1. A request reserves its estimate before it is sent and settles with what the reply reports.
    /// </value>
    public long? TokensPerMinute { get; init; }

    /// <summary>How long one request may take, from sending it to the last byte of the reply.</summary>
    /// <value>Default 2 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Tries of one request in all, the first included; only faults that may pass are tried again.</summary>
    /// <value>Default 5; at least 1.</value>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The middle of the wait before the second try; doubled for each further one, with jitter.</summary>
    /// <value>Default 1 second. A server's Retry-After takes its place.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No wait between two tries is longer, unless the server asks for it.</summary>
    /// <value>Default 1 minute.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest Retry-After that is obeyed; a server that asks for more fails the request.</summary>
    /// <value>Default 10 minutes.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>USD that this backend may cost in all.</summary>
    /// <value>
    /// Default null, without limit. The run is stopped in order before a request whose estimate would exceed it. The estimate is an upper
    /// bound only where <see cref="ChatSettings.MaxTokens"/> is set. A ceiling needs a price for the model.
    /// </value>
    public decimal? CostCeiling { get; init; }

    /// <summary>Tokens of a reply that estimates assume where <see cref="ChatSettings.MaxTokens"/> is not set.</summary>
    /// <value>Default 256.</value>
    public int ExpectedTokensOut { get; init; } = 256;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RequestsPerMinute ?? 1, 1, nameof(RequestsPerMinute));
        ArgumentOutOfRangeException.ThrowIfLessThan(TokensPerMinute ?? 1, 1, nameof(TokensPerMinute));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, BaseDelay);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(CostCeiling ?? 0, 0, nameof(CostCeiling));
        ArgumentOutOfRangeException.ThrowIfLessThan(ExpectedTokensOut, 0);
    }
}
