namespace Portolan.Corpus.Urls;

/// <summary>What <see cref="UrlNormalizer"/> takes for the same address, beyond what RFC 3986 says.</summary>
public sealed record UrlNormalizerOptions
{
    /// <summary>Whether parameters that only tell where a visitor came from are kept, such as <c>utm_source</c> or <c>gclid</c>.</summary>
    /// <value>False by default: they go, with session numbers (<c>jsessionid</c>, <c>phpsessid</c>) in the query or the path.</value>
    public bool KeepTracking { get; init; }

    /// <summary>Whether the parameters of the query are put in order of their bytes.</summary>
    /// <value>False by default: a server may answer otherwise when their order changes.</value>
    public bool SortQuery { get; init; }

    /// <summary>Whether <c>https</c> becomes <c>http</c>.</summary>
    /// <value>False by default.</value>
    public bool IgnoreScheme { get; init; }

    /// <summary>Whether a first label <c>www</c> goes when at least two labels are left.</summary>
    /// <value>False by default.</value>
    public bool IgnoreWww { get; init; }
}
