namespace Portolan.Corpus.Sources;

/// <summary>What a file of a crawl holds, as its name says.</summary>
/// <remarks>A crawl usually offers the same pages in several kinds, so a build reads one of them.</remarks>
public enum InputKind
{
    /// <summary>Every kind; a page that lies there as WARC and as WET is then read twice.</summary>
    Any = 0,

    /// <summary>Text extracted by the crawler: <c>.wet</c>, plain or compressed.</summary>
    Wet,

    /// <summary>Captures as fetched: <c>.warc</c> and <c>.arc</c>, plain or compressed.</summary>
    Warc,

    /// <summary>Metadata as JSON envelopes: <c>.wat</c>, plain or compressed.</summary>
    Wat,

    /// <summary>Documents as JSON Lines: <c>.jsonl</c>, plain or compressed, and <c>.json.gz</c>.</summary>
    Json,
}
