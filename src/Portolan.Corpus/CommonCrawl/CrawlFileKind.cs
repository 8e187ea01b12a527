namespace Portolan.Corpus.CommonCrawl;

/// <summary>The kinds of files that a snapshot consists of, each with a list of paths.</summary>
public enum CrawlFileKind
{
    /// <summary>Captures as fetched, with requests and crawl metadata; <c>warc.paths.gz</c>.</summary>
    Warc,

    /// <summary>Metadata and links of each capture as JSON; <c>wat.paths.gz</c>.</summary>
    Wat,

    /// <summary>All visible text of each capture; <c>wet.paths.gz</c>.</summary>
    Wet,

    /// <summary>Captures of robots.txt files, as WARC; <c>robotstxt.paths.gz</c>.</summary>
    RobotsTxt,

    /// <summary>Redirects, refusals and missing pages, as WARC; <c>non200responses.paths.gz</c>.</summary>
    Non200Responses,

    /// <summary>The index that lookups use: gzip blocks of sorted lines; <c>cc-index.paths.gz</c>.</summary>
    CdxIndex,

    /// <summary>The columnar index: the same captures as Parquet tables, which Portolan lists and fetches but does not read; <c>cc-index-table.paths.gz</c>.</summary>
    ColumnarIndex,

    /// <summary>The segments' folders, not files: they cannot be fetched; <c>segment.paths.gz</c>.</summary>
    Segment,
}
