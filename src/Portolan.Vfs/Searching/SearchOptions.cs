using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Searching;

/// <summary>How a search goes.</summary>
public sealed record SearchOptions
{
    /// <summary>Results wanted of each space.</summary>
    /// <value>Default 10.</value>
    public int Count { get; init; } = 10;

    /// <summary>The least score of a result, -1 to 1.</summary>
    /// <value>Default -1: all.</value>
    public double MinScore { get; init; } = -1;

    /// <summary>What is walked.</summary>
    public WalkOptions Walk { get; init; } = new();

    /// <summary>Whether sketches are read first, and records only of files that could be among the best: quicker on a cold disk whose inodes hold the sketches.</summary>
    /// <value>Default false. A result is missed by this in one of 700 cases; see docs/formats/vfs-record.md.</value>
    public bool TwoStage { get; init; }

    /// <summary>Largest file, in bytes, that is read to see whether it is unchanged though its time of modification is another.</summary>
    /// <value>Default 256 MiB; larger ones are not shown.</value>
    public long MaxHashedBytes { get; init; } = 256L << 20;

    /// <summary>Receives the best so far, of all spaces, while the search goes on; called from another thread, never twice at once.</summary>
    /// <value>Default null.</value>
    public Action<IReadOnlyList<SearchHit>>? Provisional { get; init; }

    /// <summary>Time before <see cref="Provisional"/> is called first, and between two calls.</summary>
    /// <value>Default one second.</value>
    public TimeSpan ProvisionalInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock for <see cref="ProvisionalInterval"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
