namespace Portolan.Corpus.CommonCrawl;

/// <summary>How the fetching of one file ended.</summary>
public enum CrawlFileStatus
{
    /// <summary>It was fetched, all or the rest of it.</summary>
    Fetched,

    /// <summary>It was complete before, and nothing was fetched.</summary>
    Present,

    /// <summary>The server does not have it, or it is damaged.</summary>
    Failed,
}
