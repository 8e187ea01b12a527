using System.Text.Json.Serialization;

namespace Portolan.Corpus.Deduplication;

/// <summary>Settings of the <c>exact-dedup</c> stage: lines that other documents have too are removed.</summary>
public sealed record ExactDedupOptions
{
    /// <summary>Which copies of a repeated line go.</summary>
    /// <value><see cref="DedupMode.RemoveAll"/> by default, as CCNet does.</value>
    [JsonConverter(typeof(JsonStringEnumConverter<DedupMode>))]
    public DedupMode Mode { get; init; } = DedupMode.RemoveAll;

    /// <summary>How many consecutive input files are compared with each other.</summary>
    /// <value>0 by default: the whole input. CCNet compares 50 of 1,600 shards (mine.py), which misses repeats across groups.</value>
    public int Window { get; init; }
}
