namespace Portolan.Corpus.Recipes;

/// <summary>Where the documents of an input come from.</summary>
public enum DocumentKind
{
    /// <summary>Common Crawl's extracted text: WARC records of type <c>conversion</c>.</summary>
    Wet,

    /// <summary>JSON Lines with CCNet's field names, such as Portolan's own output.</summary>
    Jsonl,
}
