namespace Portolan.Corpus.CommonCrawl;

/// <summary>One of Common Crawl's snapshots, as the index server lists it.</summary>
/// <param name="Id">Such as <c>CC-MAIN-2024-22</c>.</param>
/// <param name="Name">Such as <c>May 2024 Index</c>.</param>
/// <param name="CdxApi">Where captures of this snapshot are looked up.</param>
/// <param name="From">The first capture's time, when the server says it; else null.</param>
/// <param name="To">The last capture's time, when the server says it; else null.</param>
public sealed record CrawlSnapshot(string Id, string Name, Uri CdxApi, DateTimeOffset? From, DateTimeOffset? To);
