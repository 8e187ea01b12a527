namespace Portolan.Corpus.CommonCrawl;

/// <summary>One record is dealt with.</summary>
/// <param name="Capture">What the index says of it.</param>
/// <param name="Bytes">The compressed bytes that were written; 0 when it was rejected.</param>
/// <param name="WasPresent">True when an interrupted run had written it already.</param>
/// <param name="Reason">Why it was rejected, or null.</param>
public sealed record CrawlRecordFetched(Capture Capture, int Bytes, bool WasPresent, string? Reason) : CrawlEvent;
