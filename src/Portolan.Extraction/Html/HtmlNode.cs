namespace Portolan.Extraction.Html;

/// <summary>One node as it is stored. Offsets are in characters of <see cref="HtmlDocument"/>'s one buffer.</summary>
internal struct HtmlNode
{
    public HtmlNodeKind Kind;

    /// <summary>The name, for elements in the HTML namespace.</summary>
    public HtmlTag Tag;

    /// <summary>Steps from the root.</summary>
    public ushort Depth;

    public int Parent;

    /// <summary>The first node in document order that is not inside this one.</summary>
    public int End;

    /// <summary>Text of a text or comment node; the lower-case name of an element of no known tag.</summary>
    public int TextStart;

    public int TextLength;

    public int FirstAttribute;

    public int AttributeCount;
}
