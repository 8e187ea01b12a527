using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <summary>Builds a page's tree from its tokens (HTML standard, section 13.2.6, scripting off).</summary>
/// <remarks>
/// <para>
/// Nodes are made in the order in which the page has them and hang in the tree by links; where a rule puts one elsewhere (foster
/// parenting, the adoption agency) they are brought into document order at the end. No step calls itself; what a tag may cost is
/// bounded by <see cref="MaxDepth"/>, whatever came before, and what may be made more than once by <see cref="MayClone"/>.
/// </para>
/// <para>What differs from the standard, none of which an ordinary page or its text shows:</para>
/// <list type="bullet">
/// <item>An element at depth <see cref="MaxDepth"/> is closed at once, so that what it holds follows it as in browsers.</item>
/// <item>At most <see cref="MaxFormatting"/> formatting elements are reopened behind a marker, and no more in all than the page has
/// characters and 10,000.</item>
/// <item>At most 512 attributes of a tag are kept.</item>
/// <item>Reading ends at <see cref="MaxNodes"/> nodes.</item>
/// <item>NUL characters outside SVG and MathML are dropped before any rule sees them.</item>
/// <item>A template's content is its children. Names of SVG and MathML stay in lower case.</item>
/// </list>
/// </remarks>
internal sealed partial class TreeBuilder(HtmlDocument document)
{
    /// <summary>Where reading ends, whatever follows: a node takes memory many times that of a three-character tag.</summary>
    public const int MaxNodes = 1 << 20;

    private readonly HtmlTokenizer tokenizer = new(document);
    private readonly List<InsertionMode> templateModes = [];
    private InsertionMode mode;
    private InsertionMode originalMode;
    private int head;
    private int form;
    private bool framesetOk;
    private bool quirks;
    private bool fosterParenting;
    private bool skipLineFeed;

    /// <summary>The text that is being read, from here to <see cref="textEnd"/>.</summary>
    private int textStart;

    private int textEnd;

    /// <summary>Whether the last page had more than <see cref="MaxNodes"/> nodes and was read up to there.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Steps taken in loops over open elements and the like, so that tests can bound them.</summary>
    public long Work { get; private set; }

    /// <summary>Fills the document with a page.</summary>
    public void Build(ReadOnlySpan<char> html)
    {
        int length = document.Load(html);
        Reset();
        tokenizer.Start(length);
        HtmlTokenKind kind;
        do
        {
            tokenizer.AllowsCdata = depth > 0 && !Current.IsHtml;
            kind = tokenizer.Next();
            if (kind == HtmlTokenKind.Text)
            {
                ProcessText();
            }
            else
            {
                skipLineFeed = false;
                Process(kind);
            }
        }
        while (kind != HtmlTokenKind.EndOfFile && document.Count < MaxNodes);
        IsCut = kind != HtmlTokenKind.EndOfFile;
        Finish();
    }

    private void Reset()
    {
        depth = 0;
        Array.Clear(openCounts);
        formattingCount = 0;
        templateModes.Clear();
        mode = originalMode = InsertionMode.Initial;
        head = form = 0;
        framesetOk = true;
        quirks = fosterParenting = skipLineFeed = false;
        pendingCount = 0;
        clones = 0;
        Work = 0;
        ResetNodes();
    }

    private void Process(HtmlTokenKind kind)
    {
        // A rule that answers false has changed the mode for the token to be read again.
        while (!(depth > 0 && !Current.IsHtml && IsForeign(kind) ? InForeignContent(kind) : InMode(kind)))
        {
        }
    }

    private void ProcessText()
    {
        textStart = tokenizer.TextStart;
        textEnd = textStart + tokenizer.TextLength;
        if (skipLineFeed)
        {
            skipLineFeed = false;
            textStart += document.Buffer[textStart] == '\n' ? 1 : 0;
        }

        if (tokenizer.HasNul)
        {
            ProcessTextWithNul();
        }
        else if (textStart < textEnd)
        {
            Process(HtmlTokenKind.Text);
        }
    }

    private void ProcessTextWithNul()
    {
        int stop = textEnd;
        if (depth > 0 && !Current.IsHtml && IsForeign(HtmlTokenKind.Text))
        {
            Span<char> text = document.Buffer.AsSpan(textStart..stop);
            bool framesetStaysOk = framesetOk && text.Trim(" \t\n\f\r\0").IsEmpty;
            text.Replace('\0', '\uFFFD');
            Process(HtmlTokenKind.Text);
            framesetOk = framesetStaysOk;
            return;
        }

        for (int start = textStart; start < stop; start = textEnd + 1)
        {
            int length = document.Buffer.AsSpan(start, stop - start).IndexOf('\0');
            textStart = start;
            textEnd = length < 0 ? stop : start + length;
            int end = textEnd;
            if (start < end)
            {
                Process(HtmlTokenKind.Text);
            }

            textEnd = end;
        }
    }

    private bool InMode(HtmlTokenKind kind) => mode switch
    {
        InsertionMode.Initial => InInitial(kind),
        InsertionMode.BeforeHtml => InBeforeHtml(kind),
        InsertionMode.BeforeHead => InBeforeHead(kind),
        InsertionMode.InHead => InHead(kind),
        InsertionMode.InHeadNoScript => InHeadNoScript(kind),
        InsertionMode.AfterHead => InAfterHead(kind),
        InsertionMode.InBody => InBody(kind),
        InsertionMode.Text => InText(kind),
        InsertionMode.InTable => InTable(kind),
        InsertionMode.InTableText => InTableText(kind),
        InsertionMode.InCaption => InCaption(kind),
        InsertionMode.InColumnGroup => InColumnGroup(kind),
        InsertionMode.InTableBody => InTableBody(kind),
        InsertionMode.InRow => InRow(kind),
        InsertionMode.InCell => InCell(kind),
        InsertionMode.InTemplate => InTemplate(kind),
        InsertionMode.AfterBody => InAfterBody(kind),
        InsertionMode.InFrameset => InFrameset(kind),
        InsertionMode.AfterFrameset => InAfterFrameset(kind),
        InsertionMode.AfterAfterBody => InAfterAfterBody(kind),
        _ => InAfterAfterFrameset(kind),
    };

    /// <summary>Takes the white space at the text's start away from it.</summary>
    /// <returns>How much there was.</returns>
    private int TakeSpace()
    {
        int start = textStart;
        while (textStart < textEnd && document.Buffer[textStart] is ' ' or '\n' or '\t' or '\f' or '\r')
        {
            textStart++;
        }

        return textStart - start;
    }

    /// <summary>Inserts the white space at the text's start; true when that was all of it.</summary>
    private bool InsertLeadingSpace()
    {
        int start = textStart, length = TakeSpace();
        if (length > 0)
        {
            InsertText(start, length);
        }

        return textStart == textEnd;
    }

    /// <summary>Inserts what the text has of white space and drops the rest.</summary>
    private void InsertSpacesOnly()
    {
        while (!InsertLeadingSpace())
        {
            textStart++;
        }
    }
}
