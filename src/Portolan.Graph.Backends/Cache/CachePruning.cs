namespace Portolan.Graph.Backends.Cache;

/// <summary>Which entries to remove from a cache. What is given holds together; <see cref="MaxBytes"/> comes last.</summary>
public sealed record CachePruning
{
    /// <summary>Remove what was neither saved nor used within this time.</summary>
    /// <value>Default null: age does not matter.</value>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Remove results of this operation only.</summary>
    /// <value>Default null: of all. Alone, it removes all of the operation's results.</value>
    public string? Operation { get; init; }

    /// <summary>Then remove what was used longest ago until the results have at most so many bytes.</summary>
    /// <value>Default null: any size is well. With <see cref="Operation"/>, only its results are counted and removed.</value>
    public long? MaxBytes { get; init; }
}
