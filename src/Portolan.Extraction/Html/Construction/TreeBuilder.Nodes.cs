namespace Portolan.Extraction.Html.Construction;

/// <content>Nodes and their places in the tree.</content>
internal sealed partial class TreeBuilder
{
    /// <summary>Depth that no node of a finished page exceeds: the adoption agency can nest clones deeper than elements were open.</summary>
    public const int MaxTreeDepth = MaxDepth + 64;

    private HtmlLinks[] links = new HtmlLinks[1024];
    private TextPiece[] pieces = new TextPiece[64];
    private int pieceCount;
    private int[] piecedTexts = new int[64];
    private int piecedCount;

    /// <summary>Whether nodes were so far made in document order.</summary>
    private bool inOrder;

    /// <summary>The last node that was put at the end of an outer element while inner ones may still get children, and that outer element.</summary>
    private int barrier;

    private int barrierParent;

    private HtmlNode[] spare = [];
    private int[] order = [];

    private void ResetNodes()
    {
        links[0] = default;
        pieceCount = 1;
        piecedCount = 0;
        inOrder = true;
        barrier = barrierParent = 0;
    }

    private int CreateNode(HtmlNodeKind kind, HtmlTag tag)
    {
        int node = document.AddNode(kind, tag, -1, 0);
        if (node >= links.Length)
        {
            Array.Resize(ref links, links.Length * 2);
        }

        links[node] = default;
        return node;
    }

    private int CreateElement(HtmlTag tag)
    {
        int node = CreateNode(HtmlNodeKind.Element, tag);
        ref HtmlNode element = ref document[node];
        element.FirstAttribute = tokenizer.FirstAttribute;
        element.AttributeCount = tokenizer.AttributeCount;
        if (tag == HtmlTag.Unknown)
        {
            element.TextStart = tokenizer.NameStart;
            element.TextLength = tokenizer.NameLength;
        }

        return node;
    }

    private int Clone(OpenElement original)
    {
        clones++;
        Work++;
        int node = CreateNode(HtmlNodeKind.Element, original.Tag);
        document[node].FirstAttribute = document[original.Node].FirstAttribute;
        document[node].AttributeCount = document[original.Node].AttributeCount;
        return node;
    }

    /// <summary>Where a node belongs: the last child of a parent, or before one of its children.</summary>
    /// <param name="target">The open element to insert into.</param>
    private (int Parent, int Before) PlaceIn(OpenElement target) =>
        fosterParenting && target.IsHtml && (target.Facts & TagFacts.Fostering) != 0 ? FosterPlace() : (target.Node, 0);

    private (int Parent, int Before) FosterPlace()
    {
        for (int i = depth - 1; i > 0; i--)
        {
            Work++;
            if (stack[i].Is(HtmlTag.Template))
            {
                return (stack[i].Node, 0);
            }

            if (stack[i].Is(HtmlTag.Table))
            {
                int parent = document[stack[i].Node].Parent;
                return parent >= 0 ? (parent, stack[i].Node) : (stack[i - 1].Node, 0);
            }
        }

        return (stack[0].Node, 0);
    }

    private void Insert(int node)
    {
        (int parent, int before) = PlaceIn(Current);
        Insert(node, parent, before);
    }

    private void Insert(int node, int parent, int before)
    {
        if (before == 0)
        {
            Append(parent, node);
            return;
        }

        inOrder = false;
        int previous = links[before].Previous;
        links[node].Previous = previous;
        links[node].Next = before;
        links[before].Previous = node;
        if (previous == 0)
        {
            links[parent].FirstChild = node;
        }
        else
        {
            links[previous].Next = node;
        }

        document[node].Parent = parent;
    }

    private void Append(int parent, int node)
    {
        inOrder &= parent >= barrier || parent <= barrierParent;
        int last = links[parent].LastChild;
        links[node].Previous = last;
        links[node].Next = 0;
        if (last == 0)
        {
            links[parent].FirstChild = node;
        }
        else
        {
            links[last].Next = node;
        }

        links[parent].LastChild = node;
        document[node].Parent = parent;
    }

    private void Remove(int node)
    {
        inOrder = false;
        int parent = document[node].Parent;
        if (parent < 0)
        {
            return;
        }

        (int previous, int next) = (links[node].Previous, links[node].Next);
        if (previous == 0)
        {
            links[parent].FirstChild = next;
        }
        else
        {
            links[previous].Next = next;
        }

        if (next == 0)
        {
            links[parent].LastChild = previous;
        }
        else
        {
            links[next].Previous = previous;
        }

        links[node].Previous = links[node].Next = 0;
        document[node].Parent = -1;
    }

    private void MoveChildren(int from, int to)
    {
        for (int child = links[from].FirstChild; child != 0; child = links[from].FirstChild)
        {
            Work++;
            Remove(child);
            Append(to, child);
        }
    }

    /// <summary>Says that a node was put at the end of an element although deeper ones are open: what they get now is not in document order.</summary>
    private void SetBarrier(int node)
    {
        barrier = node;
        barrierParent = document[node].Parent;
    }

    private void InsertComment() => Insert(CreateComment());

    private void AppendComment(int parent)
    {
        int comment = CreateComment();
        Append(parent, comment);
        SetBarrier(comment);
    }

    private int CreateComment()
    {
        int comment = CreateNode(HtmlNodeKind.Comment, HtmlTag.Unknown);
        document[comment].TextStart = tokenizer.TextStart;
        document[comment].TextLength = tokenizer.TextLength;
        document[comment].FirstAttribute = 0;
        return comment;
    }

    private void InsertText(int start, int length)
    {
        (int parent, int before) = PlaceIn(Current);
        int neighbour = before == 0 ? links[parent].LastChild : links[before].Previous;
        if (neighbour != 0 && document[neighbour].Kind == HtmlNodeKind.Text)
        {
            Extend(neighbour, start, length);
            return;
        }

        int text = CreateNode(HtmlNodeKind.Text, HtmlTag.Unknown);
        document[text].TextStart = start;
        document[text].TextLength = length;
        document[text].FirstAttribute = 0;
        Insert(text, parent, before);
    }

    /// <summary>Adds to a text node. Its pieces are joined at the end, so that no text is copied more than once.</summary>
    private void Extend(int text, int start, int length)
    {
        ref HtmlNode node = ref document[text];
        ref int stop = ref node.FirstAttribute == 0 ? ref node.TextLength : ref pieces[node.AttributeCount].Length;
        if ((node.FirstAttribute == 0 ? node.TextStart : pieces[node.AttributeCount].Start) + stop == start)
        {
            stop += length;
            return;
        }

        if (pieceCount == pieces.Length)
        {
            Array.Resize(ref pieces, pieceCount * 2);
        }

        pieces[pieceCount] = new TextPiece(start, length);
        if (node.FirstAttribute == 0)
        {
            node.FirstAttribute = pieceCount;
            if (piecedCount == piecedTexts.Length)
            {
                Array.Resize(ref piecedTexts, piecedCount * 2);
            }

            piecedTexts[piecedCount++] = text;
        }
        else
        {
            pieces[node.AttributeCount].Next = pieceCount;
        }

        node.AttributeCount = pieceCount++;
    }

    private struct TextPiece(int start, int length)
    {
        public int Start = start;
        public int Length = length;
        public int Next;
    }
}
