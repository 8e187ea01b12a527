namespace Portolan.Corpus.Stages;

/// <summary>What went into a stage, what came out, and why the rest did not. Sums of these balance by construction.</summary>
/// <remarks>Bytes are UTF-8 bytes of text. <c>DocumentsIn = DocumentsOut + Σ Dropped.Documents</c>; <c>BytesIn = BytesOut + Σ Dropped.Bytes + BytesTrimmed</c>.</remarks>
public sealed class StageCounts
{
    /// <summary>The stage's name in the recipe.</summary>
    public required string Stage { get; init; }

    /// <summary>Documents that entered.</summary>
    public long DocumentsIn { get; set; }

    /// <summary>Documents that left for the next stage.</summary>
    public long DocumentsOut { get; set; }

    /// <summary>Bytes of text that entered.</summary>
    public long BytesIn { get; set; }

    /// <summary>Bytes of text that left for the next stage.</summary>
    public long BytesOut { get; set; }

    /// <summary>Bytes removed from documents that were kept (duplicate lines).</summary>
    public long BytesTrimmed { get; set; }

    /// <summary>Lines removed from documents, kept or not, by line-wise stages.</summary>
    public long LinesRemoved { get; set; }

    /// <summary>Seconds of work, summed over workers.</summary>
    public double Seconds { get; set; }

    /// <summary>What was dropped, by reason.</summary>
    public SortedDictionary<string, DropCount> Dropped { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Counts one dropped document.</summary>
    /// <param name="reason">The verdict's reason.</param>
    /// <param name="bytes">UTF-8 bytes of its text when it entered the stage.</param>
    public void Drop(string reason, long bytes)
    {
        DropCount old = Dropped.GetValueOrDefault(reason);
        Dropped[reason] = new DropCount(old.Documents + 1, old.Bytes + bytes);
    }

    /// <summary>Adds another shard's counts for the same stage.</summary>
    /// <param name="other">The counts to add; unchanged.</param>
    public void Add(StageCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        DocumentsIn += other.DocumentsIn;
        DocumentsOut += other.DocumentsOut;
        BytesIn += other.BytesIn;
        BytesOut += other.BytesOut;
        BytesTrimmed += other.BytesTrimmed;
        LinesRemoved += other.LinesRemoved;
        Seconds += other.Seconds;
        foreach ((string reason, DropCount count) in other.Dropped)
        {
            DropCount old = Dropped.GetValueOrDefault(reason);
            Dropped[reason] = new DropCount(old.Documents + count.Documents, old.Bytes + count.Bytes);
        }
    }
}
