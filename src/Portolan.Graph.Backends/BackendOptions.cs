namespace Portolan.Graph.Backends;

/// <summary>What a backend is given by the program that opens it. Nothing here changes results or keys.</summary>
public sealed record BackendOptions
{
    /// <summary>What models cost.</summary>
    /// <value>Default <see cref="PriceTable.Empty"/>: every cost is unknown.</value>
    public PriceTable Prices { get; init; } = PriceTable.Empty;

    /// <summary>Money shared with other backends, beside the backend's own <see cref="BackendLimits.CostCeiling"/>.</summary>
    /// <value>Default null.</value>
    public CostBudget? Budget { get; init; }

    /// <summary>Counts tokens before a request is sent.</summary>
    /// <value>Default <see cref="ByteTokenCounter"/>; the template backend counts words.</value>
    public ITokenCounter? TokenCounter { get; init; }

    /// <summary>How calls are gathered into batches, when a client is given.</summary>
    /// <value>Default null: one chat request a batch, 96 texts of an embedding request.</value>
    public BatchLimits? Batches { get; init; }

    /// <summary>The clock for limits, waits and timeouts.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Seed of the jitter of waits.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }
}
