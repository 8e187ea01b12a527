namespace Portolan.Extraction.Html.Tokens;

/// <summary>How a tokeniser reads what comes next (HTML standard, section 13.2.5); the states in between are places in its code.</summary>
internal enum HtmlTokenizerState : byte
{
    Data,

    /// <summary>Text with character references, up to its end tag: <c>title</c>, <c>textarea</c>.</summary>
    RcData,

    /// <summary>Text without references, up to its end tag: <c>style</c>, <c>xmp</c>, <c>iframe</c>, <c>noembed</c>, <c>noframes</c>.</summary>
    RawText,

    /// <summary>Text of a <c>script</c>, in which a comment may hide an end tag.</summary>
    ScriptData,

    /// <summary>Text to the end of the page.</summary>
    PlainText,

    /// <summary>Text up to <c>]]&gt;</c>.</summary>
    CdataSection,
}
