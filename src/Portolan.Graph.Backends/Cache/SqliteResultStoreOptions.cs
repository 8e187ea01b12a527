namespace Portolan.Graph.Backends.Cache;

/// <summary>How a <see cref="SqliteResultStore"/> is opened.</summary>
public sealed record SqliteResultStoreOptions
{
    /// <summary>Whether a file that is not there is an error.</summary>
    /// <value>Default false: it is created, with its directory.</value>
    public bool MustExist { get; init; }

    /// <summary>What a result has cost.</summary>
    /// <value>Default null: nothing is noted. Returns null for results that are no replies of a model.</value>
    public Func<object, ReplyUse?>? UseOf { get; init; }

    /// <summary>Whether a result that is found counts as used, which saves it from pruning and is shown as saved money.</summary>
    /// <value>Default true. False suits those who only look, such as a replay.</value>
    public bool CountUses { get; init; } = true;

    /// <summary>How long to wait for another process that writes.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock for the times of entries.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
