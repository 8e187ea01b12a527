namespace Portolan.Vfs.Walking;

/// <summary>What a walk looks at.</summary>
public sealed record WalkOptions
{
    /// <summary>Whether names that begin with '.' are looked at; roots always are.</summary>
    /// <value>Default false.</value>
    public bool IncludeHidden { get; init; }

    /// <summary>Whether symbolic links are followed. No directory is entered twice then, wherever links lead.</summary>
    /// <value>Default false: links are counted and passed over. A root that is a link is followed always.</value>
    public bool FollowLinks { get; init; }

    /// <summary>Whether directories on other file systems than their root's are passed over.</summary>
    /// <value>Default false.</value>
    public bool OneFileSystem { get; init; }

    /// <summary>Files larger than this, in bytes, are counted and passed over.</summary>
    /// <value>Default <see cref="long.MaxValue"/>, which also saves asking for each file's size.</value>
    public long MaxFileSize { get; init; } = long.MaxValue;

    /// <summary>Threads, the calling one among them.</summary>
    /// <value>Default 8: they wait for the disk more than they compute, and a disk answers eight at once sooner.</value>
    public int Threads { get; init; } = 8;
}
