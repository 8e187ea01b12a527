namespace Portolan.Extraction.Pages;

/// <summary>Why a page has no text: the values of <see cref="ExtractedPage.Rejection"/>.</summary>
public static class PageRejection
{
    /// <summary>There are no bytes, or none but white space and NULs.</summary>
    public const string Empty = "empty";

    /// <summary>The page has more bytes than <see cref="ExtractionOptions.MaxBytes"/>.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The page has more than 1,048,576 elements, texts and comments.</summary>
    public const string TooManyElements = "too-many-elements";

    /// <summary>A PDF or PostScript file.</summary>
    public const string Pdf = "pdf";

    /// <summary>A picture.</summary>
    public const string Image = "image";

    /// <summary>Sound or video.</summary>
    public const string AudioVideo = "audio-video";

    /// <summary>A font.</summary>
    public const string Font = "font";

    /// <summary>A compressed file or archive; office documents of today are zip archives.</summary>
    public const string Archive = "archive";

    /// <summary>Bytes that are no text, of no kind that is known.</summary>
    public const string Binary = "binary";

    /// <summary>JSON.</summary>
    public const string Json = "json";

    /// <summary>An RSS or Atom feed.</summary>
    public const string Feed = "feed";

    /// <summary>XML that is neither XHTML nor a feed.</summary>
    public const string Xml = "xml";

    /// <summary>Text of a declared kind that is no page: style sheets, scripts, tables of values.</summary>
    public const string NotHtml = "not-html";

    /// <summary>A character set that no browser decodes, such as ISO-2022-KR or HZ.</summary>
    public const string Charset = "charset";

    /// <summary>A page of which the extractor kept nothing.</summary>
    public const string NoContent = "no-content";
}
