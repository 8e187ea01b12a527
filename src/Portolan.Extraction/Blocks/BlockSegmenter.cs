using System.Buffers;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Blocks;

/// <summary>Cuts a page into its text blocks: at block-level elements, and where two line breaks follow each other.</summary>
internal sealed class BlockSegmenter
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r\f\u00a0\u200b\ufeff");

    private readonly Stack<OpenBlock> open = new();
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
        open.Clear();
        open.Push(new OpenBlock(0, document.Count, BlockKind.Paragraph, 0, 0, 0));
        Begin(blocks, 0);
        int linkEnd = 0, preEnd = 0;
        for (int node = 1; node < document.Count; node++)
        {
            while (node >= open.Peek().End)
            {
                Finish(blocks, node, open.Pop());
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
                        Finish(blocks, node, open.Peek());
                        open.Push(BlockTags.Open(open.Peek(), node, document.End(node), tag));
                        preEnd = tag is HtmlTag.Pre or HtmlTag.Listing or HtmlTag.Xmp or HtmlTag.PlainText ? Math.Max(preEnd, document.End(node)) : preEnd;
                    }
                    else if (tag == HtmlTag.A && document.TryGetAttribute(node, "href", out _))
                    {
                        linkEnd = Math.Max(linkEnd, document.End(node));
                    }

                    break;
            }
        }

        while (open.Count > 0)
        {
            Finish(blocks, document.Count, open.Pop());
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
        if (preformatted)
        {
            AppendRun(blocks, text, node);
            text = default;
        }

        while (!text.IsEmpty)
        {
            int blank = text.IndexOfAny(Blanks);
            if (blank != 0)
            {
                AppendRun(blocks, blank < 0 ? text : text[..blank], node);
                if (blank < 0)
                {
                    break;
                }
            }

            pendingSpace = true;
            int word = text[blank..].IndexOfAnyExcept(Blanks);
            text = word < 0 ? default : text[(blank + word)..];
        }

        if (inLink)
        {
            linkLength += blocks.Used - before;
        }
    }

    private void AppendRun(BlockList blocks, ReadOnlySpan<char> run, int node)
    {
        if (run.IsEmpty)
        {
            return;
        }

        if (blocks.Used == textStart)
        {
            first = node;
        }
        else if (pendingSpace && blocks.Last != '\n')
        {
            blocks.Append([' ']);
        }

        pendingSpace = false;
        breaks = 0;
        blocks.Append(run);
    }

    private void Break(BlockList blocks, int node)
    {
        if (++breaks == 2)
        {
            Finish(blocks, node, open.Peek());
            breaks = 2;
        }
        else if (breaks == 1 && blocks.Used > textStart)
        {
            blocks.Append(['\n']);
        }

        pendingSpace = false;
    }

    private void Finish(BlockList blocks, int end, OpenBlock container)
    {
        int length = blocks.Used;
        while (length > textStart && blocks.CharAt(length - 1) is '\n' or ' ')
        {
            length--;
        }

        blocks.TrimTo(length);
        if (length > textStart)
        {
            blocks.Add(new TextBlock(
                container.Node, first, end, container.Kind, container.Level, textStart, length - textStart, Math.Min(linkLength, length - textStart)));
        }

        Begin(blocks, end);
    }
}
