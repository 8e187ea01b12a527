using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Rendering;

/// <summary>Finds which stretches of a block's text are links, emphasis or code.</summary>
/// <remarks>
/// The text nodes of the block are laid over its text, blanks apart; a node whose characters do not come next was left out when the
/// page was cut into blocks, and is passed over. Each node is looked at once.
/// </remarks>
internal sealed class InlineRuns
{
    // Links and styles that begin outside the block are looked for this far up: cards are links round a few boxes.
    private const int MaxSteps = 64;

    private readonly List<InlineRun> runs = [];

    /// <summary>The runs of one block, in order; text between them is blank or could not be placed.</summary>
    /// <param name="blocks">The page's blocks.</param>
    /// <param name="index">Which block.</param>
    /// <param name="text">Its collapsed text.</param>
    public IReadOnlyList<InlineRun> Find(BlockList blocks, int index, ReadOnlySpan<char> text)
    {
        runs.Clear();
        HtmlDocument document = blocks.Document;
        TextBlock block = blocks[index];
        var open = new OpenStyles();
        int steps = 0;
        for (int node = document.Parent(block.First); node > 0 && steps < MaxSteps; node = document.Parent(node), steps++)
        {
            open.Enter(document, node, node > block.Container);
        }

        int at = 0;
        for (int node = block.First; node < block.End && at < text.Length; node++)
        {
            if (document.Kind(node) == HtmlNodeKind.Element)
            {
                if (BlockTags.IsInvisible(document.Tag(node)))
                {
                    node = document.End(node) - 1;
                }
                else
                {
                    open.Enter(document, node, true);
                }
            }
            else if (document.Kind(node) == HtmlNodeKind.Text && TryPlace(document.Text(node), text, at, out int start, out int end))
            {
                at = end;
                if (end > start)
                {
                    Add(new InlineRun(start, end, open.StyleAt(node), open.LinkAt(node)), text);
                }
            }
        }

        return runs;
    }

    /// <summary>Whether the node's characters come next in the text, blanks apart.</summary>
    private static bool TryPlace(ReadOnlySpan<char> node, ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        start = -1;
        end = at;
        foreach (char c in node)
        {
            if (Blanks.IsBlank(c))
            {
                continue;
            }

            while (end < text.Length && Blanks.IsBlank(text[end]))
            {
                end++;
            }

            if (end == text.Length || text[end] != c)
            {
                return false;
            }

            start = start < 0 ? end : start;
            end++;
        }

        start = start < 0 ? end : start;
        return true;
    }

    private void Add(InlineRun run, ReadOnlySpan<char> text)
    {
        if (runs.Count > 0 && runs[^1] is var last && last.Style == run.Style && last.Link == run.Link && IsSpace(text[last.End..run.Start]))
        {
            runs[^1] = last with { End = run.End };
        }
        else
        {
            runs.Add(run);
        }
    }

    private static bool IsSpace(ReadOnlySpan<char> between) => between is "" or " ";

    /// <summary>Until which node each style holds, for nodes met in document order.</summary>
    private struct OpenStyles
    {
        private int emphasisEnd;
        private int strongEnd;
        private int codeEnd;
        private int linkEnd;
        private int link;

        public void Enter(HtmlDocument document, int node, bool inside)
        {
            int end = document.End(node);
            switch (document.Tag(node))
            {
                case HtmlTag.A when document.TryGetAttribute(node, "href", out _):
                    // The innermost link counts: parsers make no others, but unknown trees may have them.
                    (link, linkEnd) = linkEnd > node && linkEnd < end ? (link, linkEnd) : (node, end);
                    break;
                case HtmlTag.Em or HtmlTag.I or HtmlTag.Dfn or HtmlTag.Cite or HtmlTag.Var when inside:
                    emphasisEnd = Math.Max(emphasisEnd, end);
                    break;
                case HtmlTag.Strong or HtmlTag.B when inside:
                    strongEnd = Math.Max(strongEnd, end);
                    break;
                case HtmlTag.Code or HtmlTag.Kbd or HtmlTag.Samp or HtmlTag.Tt when inside:
                    codeEnd = Math.Max(codeEnd, end);
                    break;
            }
        }

        public readonly InlineStyle StyleAt(int node) => node < codeEnd
            ? InlineStyle.Code
            : (node < emphasisEnd ? InlineStyle.Emphasis : InlineStyle.None) | (node < strongEnd ? InlineStyle.Strong : InlineStyle.None);

        public readonly int LinkAt(int node) => node < linkEnd ? link : 0;
    }
}
