namespace Portolan.Corpus.CommonCrawl;

/// <summary>More bytes of a file are on disk; those of an interrupted run count when the file is taken up again.</summary>
/// <param name="Bytes">How many; negative when a file changed on the server and is started over.</param>
public sealed record CrawlBytesArrived(long Bytes) : CrawlEvent;
