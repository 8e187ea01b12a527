namespace Portolan.Vfs.Dumps;

/// <summary>What became of a record of a dump.</summary>
public enum RestoreStatus
{
    /// <summary>It was written.</summary>
    Restored,

    /// <summary>The file has a record that fits it already.</summary>
    Kept,

    /// <summary>No file below the root has the content that the record was made from.</summary>
    Unmatched,

    /// <summary>The record is damaged, or its path leads out of the root.</summary>
    Refused,

    /// <summary>The file could not be read, or the attribute not be set.</summary>
    Failed,
}
