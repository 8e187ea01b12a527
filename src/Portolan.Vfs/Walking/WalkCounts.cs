namespace Portolan.Vfs.Walking;

/// <summary>How many entries of each kind a walk met.</summary>
public sealed record WalkCounts
{
    /// <summary>Directories read.</summary>
    public long Directories { get; init; }

    /// <summary>Files given to visitors.</summary>
    public long Files { get; init; }

    /// <summary>Entries left out because their name begins with '.'.</summary>
    public long Hidden { get; init; }

    /// <summary>Entries left out by the rules.</summary>
    public long Ignored { get; init; }

    /// <summary>Symbolic links not followed, or leading to a directory that was read already.</summary>
    public long Links { get; init; }

    /// <summary>Pipes, sockets and devices.</summary>
    public long Special { get; init; }

    /// <summary>Files larger than the largest size asked for.</summary>
    public long TooLarge { get; init; }

    /// <summary>Directories on other file systems.</summary>
    public long OtherFileSystems { get; init; }

    /// <summary>Problems reported by the walk itself.</summary>
    public long Problems { get; init; }

    internal static WalkCounts Sum(WalkCounts one, WalkCounts other) => new()
    {
        Directories = one.Directories + other.Directories,
        Files = one.Files + other.Files,
        Hidden = one.Hidden + other.Hidden,
        Ignored = one.Ignored + other.Ignored,
        Links = one.Links + other.Links,
        Special = one.Special + other.Special,
        TooLarge = one.TooLarge + other.TooLarge,
        OtherFileSystems = one.OtherFileSystems + other.OtherFileSystems,
        Problems = one.Problems + other.Problems,
    };
}
