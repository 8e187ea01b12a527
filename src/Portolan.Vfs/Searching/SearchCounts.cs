namespace Portolan.Vfs.Searching;

/// <summary>What the files of a search had in one space. Their sum is the files walked, except for <see cref="Verified"/> and those below it.</summary>
public sealed record SearchCounts
{
    /// <summary>Records made from the file as it is: same size and time of modification.</summary>
    public long Fresh { get; init; }

    /// <summary>Same size, another time of modification; ranked only when the content was found to be the same.</summary>
    public long Touched { get; init; }

    /// <summary>Records made from another content; never ranked.</summary>
    public long Stale { get; init; }

    /// <summary>Files without a record of the space.</summary>
    public long Missing { get; init; }

    /// <summary>Records that are damaged, foreign or of another version of the model; never ranked.</summary>
    public long Broken { get; init; }

    /// <summary>Files whose attribute or state could not be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>Records that do not say from what content they were made, as those of VectorVFS; ranked.</summary>
    public long Unknown { get; init; }

    /// <summary>Of <see cref="Touched"/>, those whose content was read and found unchanged.</summary>
    public long Verified { get; init; }

    /// <summary>Of <see cref="Touched"/>, those whose content was read, as far as allowed, and not found to be that of the record.</summary>
    public long Refuted { get; init; }

    /// <summary>Of <see cref="Fresh"/>, those whose sketch spared reading the record.</summary>
    public long Spared { get; init; }

    internal static SearchCounts Sum(SearchCounts one, SearchCounts other) => new()
    {
        Fresh = one.Fresh + other.Fresh,
        Touched = one.Touched + other.Touched,
        Stale = one.Stale + other.Stale,
        Missing = one.Missing + other.Missing,
        Broken = one.Broken + other.Broken,
        Unreadable = one.Unreadable + other.Unreadable,
        Unknown = one.Unknown + other.Unknown,
        Verified = one.Verified + other.Verified,
        Refuted = one.Refuted + other.Refuted,
        Spared = one.Spared + other.Spared,
    };
}
