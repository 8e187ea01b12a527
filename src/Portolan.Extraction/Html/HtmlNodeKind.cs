namespace Portolan.Extraction.Html;

/// <summary>What a node of an <see cref="HtmlDocument"/> is.</summary>
public enum HtmlNodeKind : byte
{
    /// <summary>The document itself: node 0, the only one without a parent.</summary>
    Document,

    /// <summary>An element with a name and attributes.</summary>
    Element,

    /// <summary>Text, its character references resolved.</summary>
    Text,

    /// <summary>A comment, kept because pages carry markers in them.</summary>
    Comment,
}
