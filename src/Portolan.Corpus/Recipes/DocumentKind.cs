namespace Portolan.Corpus.Recipes;

/// <summary>Where the documents of an input come from.</summary>
public enum DocumentKind
{
    /// <summary>Common Crawl's extracted text: WARC records of type <c>conversion</c>.</summary>
    Wet,

    /// <summary>JSON Lines with CCNet's field names, such as Portolan's own output.</summary>
    Jsonl,

    /// <summary>Pages as they were fetched: <c>response</c> and <c>resource</c> records of WARC and ARC files. Their text comes from the <c>extract</c> stage.</summary>
    Warc,

    /// <summary>What Common Crawl's WAT records say of pages: address, status, title, description, number of links. There is no text.</summary>
    Wat,
}
