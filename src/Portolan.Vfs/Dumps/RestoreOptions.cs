using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Dumps;

/// <summary>How a dump is restored.</summary>
public sealed record RestoreOptions
{
    /// <summary>Whether records that fit their files are replaced too.</summary>
    public bool Force { get; init; }

    /// <summary>Whether files that have moved are looked for by their content.</summary>
    /// <value>Default true. Files of which the dump has a record of the same size are read then.</value>
    public bool FindMoved { get; init; } = true;

    /// <summary>What of the tree is looked at for files that have moved. Links are never followed.</summary>
    /// <value>Default with hidden files.</value>
    public WalkOptions Walk { get; init; } = new() { IncludeHidden = true };
}
