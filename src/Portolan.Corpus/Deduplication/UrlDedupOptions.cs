using Portolan.Corpus.Urls;

namespace Portolan.Corpus.Deduplication;

/// <summary>Settings of the <c>url-dedup</c> stage: of the documents of one address the first in input order stays.</summary>
public sealed record UrlDedupOptions
{
    /// <summary>Whether addresses that differ in parameters such as <c>utm_source</c> are different.</summary>
    /// <value>False by default; see <see cref="UrlNormalizerOptions.KeepTracking"/>.</value>
    public bool KeepTracking { get; init; }

    /// <summary>Whether the order of parameters does not count.</summary>
    /// <value>False by default; see <see cref="UrlNormalizerOptions.SortQuery"/>.</value>
    public bool SortQuery { get; init; }

    /// <summary>Whether <c>http</c> and <c>https</c> are the same.</summary>
    /// <value>False by default; see <see cref="UrlNormalizerOptions.IgnoreScheme"/>.</value>
    public bool IgnoreScheme { get; init; }

    /// <summary>Whether a host with and without a first <c>www</c> is the same.</summary>
    /// <value>False by default; see <see cref="UrlNormalizerOptions.IgnoreWww"/>.</value>
    public bool IgnoreWww { get; init; }

    /// <summary>The normal form that is compared.</summary>
    internal UrlNormalizerOptions Normalization =>
        new() { KeepTracking = KeepTracking, SortQuery = SortQuery, IgnoreScheme = IgnoreScheme, IgnoreWww = IgnoreWww };
}
