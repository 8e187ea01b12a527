namespace Portolan.Extraction.Html;

/// <summary>A parsed page: nodes in document order, each known by its number.</summary>
/// <remarks>
/// Node 0 is the document. A node's descendants are the numbers from the node's own plus one up to <see cref="End"/>, so a subtree is
/// a range and no walk needs a stack. All text lies in one buffer. The instance is refilled by its parser for the next page: spans
/// and numbers are valid until then. Not thread-safe; reading from several threads is.
/// </remarks>
public sealed partial class HtmlDocument
{
    private HtmlNode[] nodes = new HtmlNode[1024];
    private HtmlAttribute[] attributes = new HtmlAttribute[512];
    private char[] buffer = new char[1 << 14];
    private int attributeCount;
    private int used;

    internal HtmlDocument() => Clear();

    /// <summary>Number of nodes, the document's own included; at least 1.</summary>
    public int Count { get; private set; }

    /// <summary>What the node is.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    public HtmlNodeKind Kind(int node) => nodes[node].Kind;

    /// <summary>The element's name, or <see cref="HtmlTag.Unknown"/> for other nodes and for names that HTML does not know.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    public HtmlTag Tag(int node) => nodes[node].Tag;

    /// <summary>The parent's number, or -1 for the document.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    public int Parent(int node) => nodes[node].Parent;

    /// <summary>Steps from the document, which has depth 0.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    public int Depth(int node) => nodes[node].Depth;

    /// <summary>The first number after the node's descendants: <c>node + 1</c> when it has none. Its next sibling, if that has the same parent.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    public int End(int node) => nodes[node].End;

    /// <summary>The element's name in lower case; empty for other nodes.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<char> Name(int node) => nodes[node] switch
    {
        { Kind: not HtmlNodeKind.Element } => default,
        { Tag: HtmlTag.Unknown } unknown => buffer.AsSpan(unknown.TextStart, unknown.TextLength),
        var known => HtmlTags.NameOf(known.Tag),
    };

    /// <summary>The text of a text node or comment, character references resolved; empty for other nodes.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<char> Text(int node) => nodes[node].Kind is HtmlNodeKind.Text or HtmlNodeKind.Comment
        ? buffer.AsSpan(nodes[node].TextStart, nodes[node].TextLength)
        : default;

    /// <summary>Number of attributes of an element.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    public int AttributeCount(int node) => nodes[node].AttributeCount;

    /// <summary>Name in lower case of one of an element's attributes.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    /// <param name="index">0 to <see cref="AttributeCount"/> - 1.</param>
    public ReadOnlySpan<char> AttributeName(int node, int index)
    {
        HtmlAttribute attribute = attributes[nodes[node].FirstAttribute + index];
        return buffer.AsSpan(attribute.NameStart, attribute.NameLength);
    }

    /// <summary>Value of one of an element's attributes, character references resolved.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    /// <param name="index">0 to <see cref="AttributeCount"/> - 1.</param>
    public ReadOnlySpan<char> AttributeValue(int node, int index)
    {
        HtmlAttribute attribute = attributes[nodes[node].FirstAttribute + index];
        return buffer.AsSpan(attribute.ValueStart, attribute.ValueLength);
    }

    /// <summary>Finds an attribute by name.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    /// <param name="name">In lower case.</param>
    /// <param name="value">Its value, character references resolved; empty when absent.</param>
    /// <returns>Whether the element has it, be it empty.</returns>
    public bool TryGetAttribute(int node, ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        ref readonly HtmlNode found = ref nodes[node];
        foreach (HtmlAttribute attribute in attributes.AsSpan(found.FirstAttribute, found.AttributeCount))
        {
            if (buffer.AsSpan(attribute.NameStart, attribute.NameLength).SequenceEqual(name))
            {
                value = buffer.AsSpan(attribute.ValueStart, attribute.ValueLength);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The value of an attribute; empty when it is absent.</summary>
    /// <param name="node">0 to <see cref="Count"/> - 1.</param>
    /// <param name="name">In lower case.</param>
    public ReadOnlySpan<char> Attribute(int node, ReadOnlySpan<char> name)
    {
        TryGetAttribute(node, name, out ReadOnlySpan<char> value);
        return value;
    }
}
