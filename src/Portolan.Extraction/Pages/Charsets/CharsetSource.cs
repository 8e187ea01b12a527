namespace Portolan.Extraction.Pages.Charsets;

/// <summary>What told the character set.</summary>
internal enum CharsetSource : byte
{
    /// <summary>The caller.</summary>
    Caller,

    /// <summary>A byte order mark.</summary>
    ByteOrderMark,

    /// <summary>The Content-Type header.</summary>
    Header,

    /// <summary>The page: a <c>meta</c> element or the XML declaration.</summary>
    Page,

    /// <summary>The bytes, where nothing is declared.</summary>
    Content,

    /// <summary>The bytes, against what is declared.</summary>
    Correction,
}
