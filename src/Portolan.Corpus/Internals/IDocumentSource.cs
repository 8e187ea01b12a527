using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Internals;

/// <summary>Where a shard's documents come from: an archive, JSON Lines, or the shard's own documents after deduplication.</summary>
internal interface IDocumentSource : IDisposable
{
    /// <summary>Bytes of the stored input that were read so far, for progress.</summary>
    long BytesRead { get; }

    /// <summary>What could not be read, in order of offset; grows while reading.</summary>
    IReadOnlyList<Rejection> Rejected { get; }

    /// <summary>Why the document that was just read is none that the stages could use, such as an error message of a server; null when it is one.</summary>
    /// <remarks>Such documents are counted and dropped by the <c>read</c> stage.</remarks>
    string? DropReason => null;

    /// <summary>Refills the document with the next one.</summary>
    /// <returns>False at the end.</returns>
    bool MoveNext(Document document);

    /// <summary>Size, digest and record count of the input, after the last document; null when the source is not an input file.</summary>
    InputSummary? Summarise();
}
