namespace Portolan.Corpus.CommonCrawl;

/// <summary>One file is dealt with.</summary>
/// <param name="Path">Its path in the snapshot's list.</param>
/// <param name="LocalPath">Where it is, or would be.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Bytes">Its size on disk; 0 when it is not there.</param>
/// <param name="Sha256">Its digest as lower-case hexadecimal, or null when it is not known.</param>
/// <param name="Records">The records whose digests were checked, or null when that was not asked for.</param>
/// <param name="Reason">Why it failed, or null.</param>
public sealed record CrawlFileFetched(
    string Path, string LocalPath, CrawlFileStatus Status, long Bytes, string? Sha256, long? Records, string? Reason) : CrawlEvent;
