namespace Portolan.Vfs.Indexing;

/// <summary>Sums over a run.</summary>
public sealed record IndexSummary
{
    /// <summary>Records written, one for each file and space.</summary>
    public long Indexed { get; init; }

    /// <summary>Records that fitted their files.</summary>
    public long Fresh { get; init; }

    /// <summary>Files that get no record.</summary>
    public long Skipped { get; init; }

    /// <summary>Files and directories that could not be read, and records that could not be written.</summary>
    public long Failed { get; init; }

    /// <summary>Vectors in the records written.</summary>
    public long Vectors { get; init; }

    /// <summary>Records written without encoding, because a file with the same content had one.</summary>
    public long Reused { get; init; }

    /// <summary>Texts and pictures encoded.</summary>
    public long Encoded { get; init; }

    /// <summary>Seconds that threads spent in encoders, all threads together.</summary>
    public double EncoderSeconds { get; init; }

    /// <summary>Seconds that the run took.</summary>
    public double Seconds { get; init; }
}
