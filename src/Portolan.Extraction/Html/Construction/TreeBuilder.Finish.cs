namespace Portolan.Extraction.Html.Construction;

/// <content>The end of a page: texts joined, nodes in document order, ends and depths.</content>
internal sealed partial class TreeBuilder
{
    private void Finish()
    {
        JoinTexts();
        if (!inOrder)
        {
            PutInOrder();
        }

        for (int i = 1; i < document.Count; i++)
        {
            ref HtmlNode node = ref document[i];
            ref readonly HtmlNode parent = ref document[node.Parent];
            if (parent.Depth == MaxTreeDepth)
            {
                // What would be deeper follows its parent, as its text does in reading order.
                node.Parent = parent.Parent;
                node.Depth = MaxTreeDepth;
            }
            else
            {
                node.Depth = (ushort)(parent.Depth + 1);
            }

            node.End = i + 1;
        }

        document[0].End = document.Count;
        for (int i = document.Count - 1; i > 0; i--)
        {
            ref HtmlNode parent = ref document[document[i].Parent];
            parent.End = Math.Max(parent.End, document[i].End);
        }
    }

    private void JoinTexts()
    {
        for (int i = 0; i < piecedCount; i++)
        {
            ref HtmlNode node = ref document[piecedTexts[i]];
            int total = node.TextLength;
            for (int piece = node.FirstAttribute; piece != 0; piece = pieces[piece].Next)
            {
                total += pieces[piece].Length;
            }

            document.Reserve(total);
            int start = document.Store(document.Slice(node.TextStart, node.TextLength));
            for (int piece = node.FirstAttribute; piece != 0; piece = pieces[piece].Next)
            {
                document.Store(document.Slice(pieces[piece].Start, pieces[piece].Length));
            }

            node.TextStart = start;
            node.TextLength = total;
            node.FirstAttribute = node.AttributeCount = 0;
        }
    }

    /// <summary>Numbers the nodes anew by a walk through the tree; those that no longer hang in it are left out.</summary>
    private void PutInOrder()
    {
        if (order.Length < document.Count)
        {
            order = new int[Math.Max(document.Count, links.Length)];
        }

        int count = 0, at = 0;
        while (true)
        {
            // The number is kept where nobody looks any more: a node's previous sibling.
            links[at].Previous = count;
            order[count++] = at;
            int next = links[at].FirstChild;
            while (next == 0 && at != 0)
            {
                next = links[at].Next;
                at = next == 0 ? document[at].Parent : at;
            }

            if (next == 0)
            {
                break;
            }

            at = next;
        }

        document.Reorder(order.AsSpan(0, count), ref spare);
        for (int i = 1; i < count; i++)
        {
            document[i].Parent = links[document[i].Parent].Previous;
        }
    }
}
