namespace Portolan.Corpus.Readers;

/// <summary>What a record holds: the values of <c>WARC-Type</c> in WARC 1.1 (ISO 28500:2017, section 6).</summary>
public enum WarcRecordType
{
    /// <summary>No <c>WARC-Type</c>, or one that the standard does not name.</summary>
    Unknown,

    /// <summary>Describes the records that follow; the version block of an ARC file.</summary>
    WarcInfo,

    /// <summary>An answer of a server, usually with its HTTP head.</summary>
    Response,

    /// <summary>What was asked of the server.</summary>
    Request,

    /// <summary>A file or other thing without protocol head.</summary>
    Resource,

    /// <summary>Facts about another record; in WAT files a JSON envelope.</summary>
    Metadata,

    /// <summary>The content was seen before and is stored in another record.</summary>
    Revisit,

    /// <summary>Another form of a record; in WET files the plain text.</summary>
    Conversion,

    /// <summary>A later segment of a record that was split.</summary>
    Continuation,
}
