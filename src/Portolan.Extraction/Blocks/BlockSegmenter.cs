using Portolan.Extraction.Html;

namespace Portolan.Extraction.Blocks;

/// <summary>Cuts a page into its text blocks: at block-level elements, and where two line breaks follow each other.</summary>
internal sealed class BlockSegmenter
{
    private readonly Stack<int> openBlocks = new();
    private int first;
    private int textStart;
    private int linkLength;
    private int breaks;
    private bool pendingSpace;

    /// <summary>Fills the list with the blocks of its document.</summary>
    public void Segment(BlockList blocks)
    {
        HtmlDocument document = blocks.Document;
        blocks.Clear();
        openBlocks.Clear();
        openBlocks.Push(0);
        Begin(blocks, 0);
        int linkEnd = 0, preEnd = 0;
        for (int node = 1; node < document.Count; node++)
        {
            while (node >= document.End(openBlocks.Peek()))
            {
                Finish(blocks, node, openBlocks.Pop());
            }

            switch (document.Kind(node))
            {
                case HtmlNodeKind.Text:
                    Append(blocks, document.Text(node), node, node < linkEnd, node < preEnd);
                    break;
                case HtmlNodeKind.Element:
                    HtmlTag tag = document.Tag(node);
                    if (BlockTags.IsInvisible(tag) || (blocks.Used > textStart && InlineNotes.IsUnseen(document, node, tag)))
                    {
                        node = document.End(node) - 1;
                    }
                    else if (tag == HtmlTag.Br)
                    {
                        Break(blocks, node);
                    }
                    else if (BlockTags.IsBlock(tag))
                    {
                        Finish(blocks, node, openBlocks.Peek());
                        openBlocks.Push(node);
                        preEnd = tag is HtmlTag.Pre or HtmlTag.Listing or HtmlTag.Xmp or HtmlTag.PlainText ? Math.Max(preEnd, document.End(node)) : preEnd;
                    }
                    else if (tag == HtmlTag.A && document.TryGetAttribute(node, "href", out _))
                    {
                        linkEnd = Math.Max(linkEnd, document.End(node));
                    }

                    break;
            }
        }

        while (openBlocks.Count > 0)
        {
            Finish(blocks, document.Count, openBlocks.Pop());
        }
    }

    private void Begin(BlockList blocks, int node)
    {
        first = node;
        textStart = blocks.Used;
        linkLength = 0;
        breaks = 0;
        pendingSpace = false;
    }

    private void Append(BlockList blocks, ReadOnlySpan<char> text, int node, bool inLink, bool preformatted)
    {
        int before = blocks.Used;
        foreach (char c in text)
        {
            if (!preformatted && c is (' ' or '\t' or '\n' or '\r' or '\f' or '\u00a0' or '\u200b' or '\ufeff'))
            {
                pendingSpace = true;
                continue;
            }

            if (blocks.Used == textStart)
            {
                first = node;
            }
            else if (pendingSpace && blocks.Last != '\n')
            {
                blocks.Append(' ');
            }

            pendingSpace = false;
            breaks = 0;
            blocks.Append(c);
        }

        if (inLink)
        {
            linkLength += blocks.Used - before;
        }
    }

    private void Break(BlockList blocks, int node)
    {
        if (++breaks == 2)
        {
            Finish(blocks, node, openBlocks.Peek());
            breaks = 2;
        }
        else if (breaks == 1 && blocks.Used > textStart)
        {
            blocks.Append('\n');
        }

        pendingSpace = false;
    }

    private void Finish(BlockList blocks, int end, int container)
    {
        int length = blocks.Used;
        while (length > textStart && blocks.CharAt(length - 1) is '\n' or ' ')
        {
            length--;
        }

        blocks.TrimTo(length);
        if (length > textStart)
        {
            (BlockKind kind, int level) = BlockTags.KindOf(blocks.Document, container);
            blocks.Add(new TextBlock(container, first, end, kind, level, textStart, length - textStart, Math.Min(linkLength, length - textStart)));
        }

        Begin(blocks, end);
    }
}
