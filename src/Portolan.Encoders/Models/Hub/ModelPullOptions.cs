namespace Portolan.Encoders.Models.Hub;

/// <summary>How a model is fetched.</summary>
public sealed record ModelPullOptions
{
    /// <summary>Name, variant and so on.</summary>
    /// <value>Default: the repository's name in lower case, <c>model.onnx</c>.</value>
    public ModelAddOptions Model { get; init; } = new();

    /// <summary>A token of the hub, for gated and private repositories.</summary>
    /// <value>Default null.</value>
    /// <remarks>Sent to <see cref="HubAddress.Endpoint"/> alone, and only over https or to this machine; never to where the hub redirects.</remarks>
    public string? Token { get; init; }

    /// <summary>The most bytes that the model may have.</summary>
    /// <value>Default 10 GB.</value>
    public long MaxBytes { get; init; } = 10_000_000_000;

    /// <summary>How often a request is tried in a row without a byte of progress.</summary>
    /// <value>Default 8, at least 1.</value>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>The wait after the first failure; it doubles with each further one, up to half a minute.</summary>
    /// <value>Default half a second.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the server may ask to wait.</summary>
    /// <value>Default five minutes.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a server may be silent before the connection counts as broken.</summary>
    /// <value>Default one minute.</value>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock of waits and timeouts.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Another seed spreads the waits otherwise.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Told what happens, from any thread.</summary>
    /// <value>Default null.</value>
    public IProgress<ModelPullProgress>? Progress { get; init; }
}
