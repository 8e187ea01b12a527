namespace Portolan.Extraction.Html;

/// <content>How a page is put in, in document order.</content>
public sealed partial class HtmlDocument
{
    /// <summary>The one buffer: the page's own characters, its references resolved in place, and what was made up behind them.</summary>
    internal char[] Buffer => buffer;

    internal int Used => used;

    internal int TotalAttributes => attributeCount;

    internal ref HtmlNode this[int node] => ref nodes[node];

    internal ref HtmlAttribute AttributeAt(int index) => ref attributes[index];

    internal ReadOnlySpan<char> Slice(int start, int length) => buffer.AsSpan(start, length);

    internal void Clear()
    {
        Count = 0;
        attributeCount = 0;
        used = 0;
        AddNode(HtmlNodeKind.Document, HtmlTag.Unknown, -1, 0);
        nodes[0].End = 1;
    }

    /// <summary>Takes in a page's characters, each CR LF and each CR as one LF, and a NUL behind the last as a stop for scanners.</summary>
    /// <returns>How many characters there are now, the stop not counted.</returns>
    internal int Load(ReadOnlySpan<char> text)
    {
        Clear();
        Reserve(text.Length + 1);
        int length = 0;
        while (true)
        {
            int run = text.IndexOf('\r');
            if (run < 0)
            {
                text.CopyTo(buffer.AsSpan(length));
                length += text.Length;
                break;
            }

            text[..run].CopyTo(buffer.AsSpan(length));
            length += run;
            buffer[length++] = '\n';
            text = text[(run + 1 < text.Length && text[run + 1] == '\n' ? run + 2 : run + 1)..];
        }

        buffer[length] = '\0';
        used = length + 1;
        return length;
    }

    /// <summary>Appends a node in document order; its end is set by <see cref="SetEnd"/> once its descendants are there.</summary>
    internal int AddNode(HtmlNodeKind kind, HtmlTag tag, int parent, int depth)
    {
        if (Count == nodes.Length)
        {
            Array.Resize(ref nodes, nodes.Length * 2);
        }

        nodes[Count] = new HtmlNode
        {
            Kind = kind,
            Tag = tag,
            Parent = parent,
            Depth = (ushort)Math.Min(depth, ushort.MaxValue),
            End = Count + 1,
            FirstAttribute = attributeCount,
        };
        return Count++;
    }

    internal void SetEnd(int node, int end) => nodes[node].End = end;

    /// <summary>Gives a text, comment or unknown element its text or name.</summary>
    internal void SetText(int node, ReadOnlySpan<char> text)
    {
        nodes[node].TextStart = Store(text);
        nodes[node].TextLength = text.Length;
    }

    /// <summary>Adds an attribute to the node that was added last.</summary>
    internal void AddAttribute(int node, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        AppendAttribute(new HtmlAttribute(Store(name), name.Length, Store(value), value.Length));
        nodes[node].AttributeCount++;
    }

    internal void AppendAttribute(HtmlAttribute attribute)
    {
        if (attributeCount == attributes.Length)
        {
            Array.Resize(ref attributes, attributes.Length * 2);
        }

        attributes[attributeCount++] = attribute;
    }

    /// <summary>Forgets the attributes from this one on: those of a tag that the page ended in, or of an end tag.</summary>
    internal void TrimAttributes(int count) => attributeCount = count;

    /// <summary>Puts text behind what is there.</summary>
    /// <returns>Where it lies.</returns>
    internal int Store(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        text.CopyTo(buffer.AsSpan(used));
        used += text.Length;
        return used - text.Length;
    }

    /// <summary>Makes room behind what is there, so that the next <see cref="Store"/> calls of this length in all do not move the buffer.</summary>
    internal void Reserve(int length)
    {
        if (buffer.Length - used < length)
        {
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(buffer.Length * 2L, (long)used + length)));
        }
    }

    /// <summary>Puts the nodes into another order.</summary>
    /// <param name="order">For each new number the old one; nodes not in it are left out.</param>
    /// <param name="spare">Receives the array that is no longer used and gives the one to fill.</param>
    internal void Reorder(ReadOnlySpan<int> order, ref HtmlNode[] spare)
    {
        if (spare.Length < order.Length)
        {
            spare = new HtmlNode[Math.Max(order.Length, nodes.Length)];
        }

        for (int i = 0; i < order.Length; i++)
        {
            spare[i] = nodes[order[i]];
        }

        (nodes, spare) = (spare, nodes);
        Count = order.Length;
    }
}
