namespace Portolan.Extraction.Html;

/// <summary>One node as it is stored. Offsets are in characters of <see cref="HtmlDocument"/>'s one buffer.</summary>
internal struct HtmlNode
{
    public HtmlNodeKind Kind;

    /// <summary>The language of the element's name.</summary>
    public HtmlNamespace Namespace;

    /// <summary>The name, for elements in the HTML namespace; <c>svg</c> and <c>math</c> too.</summary>
    public HtmlTag Tag;

    /// <summary>Steps from the root.</summary>
    public ushort Depth;

    public int Parent;

    /// <summary>The first node in document order that is not inside this one.</summary>
    public int End;

    /// <summary>Text of a text or comment node; the lower-case name of an element of no known tag.</summary>
    public int TextStart;

    public int TextLength;

    /// <summary>Index of the first of an element's attributes. Of a text node while the page is read: its second piece, 0 for none.</summary>
    public int FirstAttribute;

    /// <summary>Number of an element's attributes. Of a text node while the page is read: its last piece.</summary>
    public int AttributeCount;
}
