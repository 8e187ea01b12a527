namespace Portolan.Extraction.Pages.Media;

/// <summary>What can be done with a body.</summary>
internal enum MediaKind : byte
{
    /// <summary>Parse it as HTML; XHTML is parsed so as well, as most of it is no well-formed XML.</summary>
    Html,

    /// <summary>Text without markup.</summary>
    PlainText,

    /// <summary>Nothing.</summary>
    Rejected,
}
