namespace Portolan.Corpus.Filters.Perplexity;

/// <summary>What a language model takes for a sentence.</summary>
public enum PerplexityUnit
{
    /// <summary>The whole document, its line breaks deleted, with one begin and one end (CCNet).</summary>
    Document,

    /// <summary>Each line; the document's perplexity is over all lines.</summary>
    Paragraph,
}
