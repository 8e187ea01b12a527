using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>What is known of one shard after one pass over it, and the files the pass left.</summary>
internal sealed record ShardResult : IHasFiles
{
    public InputSummary? Input { get; init; }

    public required IReadOnlyList<StageCounts> Stages { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }

    public required IReadOnlyList<RemovedLine> RemovedLines { get; init; }

    public required IReadOnlyList<Rejection> Rejected { get; init; }

    public required LengthHistogram Lengths { get; init; }

    /// <summary>Seconds spent on what the next stage needs: hashing for deduplication, or compressing for the output.</summary>
    public double SinkSeconds { get; init; }

    /// <summary>Managed bytes allocated while the shard was worked on.</summary>
    public long AllocatedBytes { get; init; }

    /// <summary>Documents before deduplication, JSON Lines, gzip; null when the next pass makes them again from the input.</summary>
    public WorkFile? Documents { get; init; }

    /// <summary>For each line of the documents the partition its hash went to; see <see cref="Deduplication.LineRoutes"/>.</summary>
    public WorkFile? Routes { get; init; }

    /// <summary>Line hashes by partition; see <see cref="Deduplication.HashRunWriter"/>.</summary>
    public WorkFile? Hashes { get; init; }

    /// <summary>Output documents, one gzip member a language and bucket at a time.</summary>
    public WorkFile? Parts { get; init; }

    public IReadOnlyList<PartMember> Members { get; init; } = [];

    /// <summary>How often each perplexity occurred, when the pass scored; see <see cref="PerplexityCountsFile"/>.</summary>
    public WorkFile? Perplexities { get; init; }

    /// <summary>Documents of each language and bucket that were written.</summary>
    public IReadOnlyList<BucketSample> BucketSamples { get; init; } = [];

    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<ResultFile> Files =>
    [
        .. new[] { Documents, Routes, Hashes, Parts, Perplexities }.OfType<WorkFile>().Select(f => new ResultFile(f.Path, f.Length)),
    ];
}
