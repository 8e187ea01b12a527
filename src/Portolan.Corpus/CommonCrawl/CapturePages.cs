namespace Portolan.Corpus.CommonCrawl;

/// <summary>How much a lookup would give, which the index server can say without doing it.</summary>
/// <param name="Pages">Answers that the captures are spread over.</param>
/// <param name="Blocks">Blocks of up to 3,000 lines of the index that are read; an upper bound for the captures.</param>
public sealed record CapturePages(long Pages, long Blocks);
