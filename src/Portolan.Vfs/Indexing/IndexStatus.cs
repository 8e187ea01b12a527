namespace Portolan.Vfs.Indexing;

/// <summary>What became of a file.</summary>
public enum IndexStatus
{
    /// <summary>A record was written.</summary>
    Indexed,

    /// <summary>The file has a record that fits it; nothing, or only the time of modification in it, had to be written.</summary>
    Fresh,

    /// <summary>The file gets no record, for a reason that lies in the file: it is empty, binary, of another type.</summary>
    Skipped,

    /// <summary>The file could not be read, or its record not be written.</summary>
    Failed,
}
