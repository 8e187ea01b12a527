namespace Portolan.Vfs.Dumps;

/// <summary>Sums over a restored dump.</summary>
public sealed record RestoreSummary
{
    /// <summary>Records written.</summary>
    public long Restored { get; init; }

    /// <summary>Records left out because their files have fitting ones.</summary>
    public long Kept { get; init; }

    /// <summary>Records of contents that no file has.</summary>
    public long Unmatched { get; init; }

    /// <summary>Records that are damaged or whose path leads out of the root, and lines that are none.</summary>
    public long Refused { get; init; }

    /// <summary>Files that could not be read or written.</summary>
    public long Failed { get; init; }
}
