using System.Runtime.InteropServices;
using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;
using Portolan.Extraction.Rendering;

namespace Portolan.Extraction.Extractors.JusText;

/// <summary>Cuts a page into paragraphs as jusText does, which is not as a browser lays it out.</summary>
/// <remarks>
/// A paragraph ends where one of some thirty elements begins or ends, and at the second of two <c>br</c> with nothing but white space
/// between. Text that is only white space does not count, not even to keep words apart. Scripts, styles and form controls are taken
/// out first, <c>form</c> itself and comments without leaving a seam.
/// </remarks>
internal sealed class JusTextSegmenter
{
    private readonly List<JusTextParagraph> paragraphs = [];
    private readonly List<int> words = [];
    private readonly Stack<int> open = new();
    private readonly RenderBuffer text = new();
    private readonly RenderBuffer run = new();
    private HtmlDocument document = new();
    private JusTextParagraph current;
    private int runFirst;
    private int runLast;
    private int headingEnd;
    private bool inLink;
    private bool afterBreak;

    /// <summary>The paragraphs, in order.</summary>
    public Span<JusTextParagraph> Paragraphs => CollectionsMarshal.AsSpan(paragraphs);

    /// <summary>What <see cref="StopWords.Lookup"/> says of each word of the page.</summary>
    public ReadOnlySpan<int> Words => CollectionsMarshal.AsSpan(words);

    public void Segment(HtmlDocument page)
    {
        document = page;
        paragraphs.Clear();
        words.Clear();
        open.Clear();
        text.Clear();
        run.Clear();
        current = default;
        headingEnd = 0;
        inLink = false;
        afterBreak = false;
        for (int node = 1; node < page.Count; node++)
        {
            CloseUntil(node);
            if (page.Kind(node) == HtmlNodeKind.Text)
            {
                runFirst = run.Length == 0 ? node : runFirst;
                runLast = node;
                run.Append(page.Text(node));
            }
            else if (page.Kind(node) == HtmlNodeKind.Element)
            {
                HtmlTag tag = page.Tag(node);
                if (IsRemoved(tag))
                {
                    node = page.End(node) - 1;
                }
                else if (!IsUnwrapped(tag))
                {
                    Open(node, tag);
                }
            }
        }

        CloseUntil(int.MaxValue);
        FlushRun();
        FinishParagraph();
    }

    private void Open(int node, HtmlTag tag)
    {
        FlushRun();
        open.Push(node);
        if (IsParagraph(tag) || (tag == HtmlTag.Br && afterBreak))
        {
            FinishParagraph();
            headingEnd = tag is >= HtmlTag.H1 and <= HtmlTag.H6 ? Math.Max(headingEnd, document.End(node)) : headingEnd;
        }
        else
        {
            afterBreak = tag == HtmlTag.Br;
            inLink |= tag == HtmlTag.A;
        }
    }

    private void CloseUntil(int node)
    {
        while (open.Count > 0 && document.End(open.Peek()) <= node)
        {
            FlushRun();
            HtmlTag tag = document.Tag(open.Pop());
            if (IsParagraph(tag))
            {
                FinishParagraph();
            }

            inLink &= tag != HtmlTag.A;
        }
    }

    /// <summary>Takes the text between two seams into the paragraph, unless it is blank.</summary>
    private void FlushRun()
    {
        ReadOnlySpan<char> content = run.Span;
        if (!content.IsWhiteSpace())
        {
            if (text.Length == 0)
            {
                current.First = runFirst;
                current.IsHeading = runFirst < headingEnd;
            }

            current.Last = runLast;
            int before = text.Length;
            AppendCollapsed(content);
            current.LinkLength += inLink ? CountCodePoints(text.Span[before..]) : 0;
            afterBreak = false;
        }

        run.Clear();
    }

    private void FinishParagraph()
    {
        if (text.Length > 0)
        {
            ReadOnlySpan<char> all = text.Span.Trim();
            current.FirstWord = words.Count;
            int spaces = 0;
            StopWords stopWords = StopWords.Shared;
            foreach (Range range in all.Split(' '))
            {
                // Two text nodes may leave two spaces side by side, which count as one.
                if (all[range].IsEmpty)
                {
                    spaces++;
                }
                else
                {
                    words.Add(stopWords.Lookup(all[range]));
                }
            }

            current.WordCount = words.Count - current.FirstWord;
            current.Length = CountCodePoints(all) - spaces;
            current.HasCopyright = all.Contains('©') || all.Contains("&copy", StringComparison.Ordinal);
            paragraphs.Add(current);
        }

        text.Clear();
        current = default;
    }

    private void AppendCollapsed(ReadOnlySpan<char> content)
    {
        bool space = false;
        foreach (char c in content)
        {
            if (!char.IsWhiteSpace(c))
            {
                text.Append(c);
                space = false;
            }
            else if (!space)
            {
                text.Append(' ');
                space = true;
            }
        }
    }

    private static int CountCodePoints(ReadOnlySpan<char> characters)
    {
        int count = 0;
        foreach (char c in characters)
        {
            count += char.IsLowSurrogate(c) ? 0 : 1;
        }

        return count;
    }

    private static bool IsParagraph(HtmlTag tag) => tag is HtmlTag.Body or HtmlTag.BlockQuote or HtmlTag.Caption or HtmlTag.Center or HtmlTag.Col
        or HtmlTag.ColGroup or HtmlTag.Dd or HtmlTag.Div or HtmlTag.Dl or HtmlTag.Dt or HtmlTag.FieldSet or HtmlTag.Legend or HtmlTag.OptGroup
        or HtmlTag.Option or HtmlTag.P or HtmlTag.Pre or HtmlTag.Table or HtmlTag.Td or HtmlTag.TFoot or HtmlTag.Th or HtmlTag.THead or HtmlTag.Tr
        or HtmlTag.Ul or HtmlTag.Li or (>= HtmlTag.H1 and <= HtmlTag.H6);

    // Controls and scripts as jusText's cleaner takes them out; the rest is never text to a reader.
    private static bool IsRemoved(HtmlTag tag) => tag is HtmlTag.Button or HtmlTag.Input or HtmlTag.Select or HtmlTag.TextArea or HtmlTag.Applet || BlockTags.IsInvisible(tag);

    private static bool IsUnwrapped(HtmlTag tag) => tag is HtmlTag.Form or HtmlTag.Param;
}
