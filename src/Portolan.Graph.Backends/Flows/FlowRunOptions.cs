namespace Portolan.Graph.Backends.Flows;

/// <summary>How a <see cref="FlowRunner"/> runs a flow.</summary>
public sealed record FlowRunOptions
{
    /// <summary>The data: JSON Lines, plain or compressed (gzip, bzip2, zstd, LZ4).</summary>
    public required string Input { get; init; }

    /// <summary>The number that the first line of <see cref="Input"/> goes by in failures: it may be a part of a longer file.</summary>
    internal long FirstLine { get; init; } = 1;

    /// <summary>Where replies are kept and looked for.</summary>
    /// <value>Default null: each call is made, equal ones among the lines of one window once.</value>
    public IResultStore? Store { get; init; }

    /// <summary>Lines that are used, from the first on.</summary>
    /// <value>Default null: all.</value>
    public long? Limit { get; init; }

    /// <summary>Lines that are one graph; memory and how far a run looks ahead grow with it.</summary>
    /// <value>Default 4096, and fewer when their lines have more than 64 MiB together; at least 1.</value>
    public int WindowLines { get; init; } = 4096;

    /// <summary>Whether replies are taken from <see cref="Store"/> alone and no backend is called.</summary>
    /// <value>Default false. When true, a reply that is missing ends the run with a <see cref="FlowException"/>.</value>
    public bool CacheOnly { get; init; }

    /// <summary>Sees the events of all windows as those of one run, in order and one at a time; each window starts and completes anew.</summary>
    /// <value>Default null.</value>
    public Action<GraphEvent>? Observer { get; init; }

    /// <summary>Is told of each call of a model that has ended.</summary>
    /// <value>Default null.</value>
    public Action<FlowCall>? Called { get; init; }

    /// <summary>Is told of each line that failed, in input order.</summary>
    /// <value>Default null.</value>
    public Action<FlowFailure>? Failed { get; init; }

    /// <summary>The clock.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
