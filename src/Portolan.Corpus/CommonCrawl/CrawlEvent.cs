namespace Portolan.Corpus.CommonCrawl;

/// <summary>Something that happened while files or records were fetched; the family is closed.</summary>
public abstract record CrawlEvent
{
    private protected CrawlEvent()
    {
    }
}
