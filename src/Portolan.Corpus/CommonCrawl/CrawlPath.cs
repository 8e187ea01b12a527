namespace Portolan.Corpus.CommonCrawl;

/// <summary>Paths of files in a crawl, as lists and the index name them.</summary>
internal static class CrawlPath
{
    /// <summary>Whether a path can be joined to an address or a directory without leading anywhere else.</summary>
    /// <remarks>Common Crawl's paths have letters, digits and <c>-_.=/</c> only.</remarks>
    public static bool IsSafe(string? path) =>
        path is { Length: > 0 and <= 4096 } && !path.StartsWith('/') && !path.EndsWith('/') && !path.Contains("//", StringComparison.Ordinal)
        && path.All(static c => c is > ' ' and < '\x7F' and not ('\\' or '?' or '#' or ':' or '%'))
        && !path.Split('/').Any(static part => part is "." or ".." or ".portolan");
}
