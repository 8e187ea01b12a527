namespace Portolan.Corpus.Internals;

/// <summary>Why a segment ends where it does.</summary>
internal enum SegmentEnd
{
    /// <summary>The output is next.</summary>
    Output,

    /// <summary>All shards meet to compare their lines.</summary>
    Deduplication,

    /// <summary>All shards meet to find where the quality buckets begin.</summary>
    Cutoffs,
}
