namespace Portolan.Extraction.Html.Tokens;

/// <summary>Cuts a page into tags, text, comments and doctypes (HTML standard, section 13.2.5).</summary>
/// <remarks>
/// Works in the document's own buffer: names are put into lower case and character references are resolved where they stand, which
/// is possible because no reference stands for more characters than it has itself. A token is places in the buffer, valid until the
/// page is done; attributes go to the document's list. Each character is looked at a bounded number of times. Tokens of text may
/// follow each other. Parse errors are not reported.
/// </remarks>
internal sealed partial class HtmlTokenizer(HtmlDocument document)
{
    /// <summary>Attributes that are kept of one tag; those after it are dropped, so that looking for a double costs no more than that.</summary>
    public const int MaxAttributes = 512;

    private readonly uint[] nameHashes = new uint[MaxAttributes];
    private char[] buffer = [];
    private int end;
    private int position;
    private bool anyNul;

    /// <summary>How to read on; set by who builds the tree, after the tag that asks for it.</summary>
    public HtmlTokenizerState State { get; set; }

    /// <summary>Whether <c>&lt;![CDATA[</c> begins a section of text: inside SVG and MathML.</summary>
    public bool AllowsCdata { get; set; }

    /// <summary>Name of the tag in the buffer, in lower case; or the doctype's.</summary>
    public int NameStart { get; private set; }

    public int NameLength { get; private set; }

    /// <summary>The tag's name if HTML knows it.</summary>
    public HtmlTag Tag { get; private set; }

    public bool IsSelfClosing { get; private set; }

    public int FirstAttribute { get; private set; }

    public int AttributeCount { get; private set; }

    /// <summary>The text or comment in the buffer.</summary>
    public int TextStart { get; private set; }

    public int TextLength { get; private set; }

    /// <summary>Whether the text has NUL characters in it, which only <see cref="HtmlTokenizerState.Data"/> and CDATA leave there.</summary>
    public bool HasNul { get; private set; }

    /// <summary>Where the next token begins.</summary>
    public int Position => position;

    /// <summary>Begins a page that the document has loaded.</summary>
    public void Start(int length)
    {
        buffer = document.Buffer;
        end = length;
        position = 0;
        State = HtmlTokenizerState.Data;
        AllowsCdata = false;
        lastStartLength = 0;
        anyNul = buffer.AsSpan(0, length).Contains('\0');
    }

    /// <summary>Reads the next token.</summary>
    public HtmlTokenKind Next()
    {
        while (position < end)
        {
            switch (State)
            {
                case HtmlTokenizerState.Data:
                    if (buffer[position] != '<')
                    {
                        return ReadText();
                    }

                    int before = position;
                    if (ReadMarkup() is { } kind)
                    {
                        return kind;
                    }

                    if (position == before)
                    {
                        return ReadText();
                    }

                    continue;
                case HtmlTokenizerState.PlainText:
                    return Text(position, end - position, end, replaceNul: true);
                default:
                    if (ReadSpecialText())
                    {
                        return HtmlTokenKind.Text;
                    }

                    continue;
            }
        }

        return HtmlTokenKind.EndOfFile;
    }

    /// <summary>Reads text up to the next markup; a stray <c>&lt;</c> belongs to it.</summary>
    private HtmlTokenKind ReadText()
    {
        Span<char> page = buffer.AsSpan(0, end);
        int start = position, moved = start, kept = start;
        int at = page[start] == '<' ? start + 1 : start;
        while (true)
        {
            int hit = page[at..].IndexOfAny('<', '&');
            if (hit < 0)
            {
                at = end;
                break;
            }

            at += hit;
            if (page[at] == '<')
            {
                if (IsMarkup(at))
                {
                    break;
                }

                at++;
            }
            else
            {
                at = Resolve(page, at, inAttribute: false, ref moved, ref kept);
            }
        }

        return Text(start, Close(page, at, moved, kept) - start, at, replaceNul: false);
    }

    /// <summary>Resolves a character reference in place.</summary>
    /// <param name="page">The buffer.</param>
    /// <param name="ampersand">Where it begins.</param>
    /// <param name="inAttribute">Whether it is in an attribute's value.</param>
    /// <param name="moved">Where the characters begin that are not moved yet.</param>
    /// <param name="kept">Where they belong.</param>
    /// <returns>Where to read on.</returns>
    private static int Resolve(Span<char> page, int ampersand, bool inAttribute, ref int moved, ref int kept)
    {
        int length = CharacterReference.Read(page[(ampersand + 1)..], inAttribute, out char first, out char second);
        if (length == 0)
        {
            return ampersand + 1;
        }

        kept = Close(page, ampersand, moved, kept);
        page[kept++] = first;
        if (second != '\0')
        {
            page[kept++] = second;
        }

        return moved = ampersand + 1 + length;
    }

    private static int Close(Span<char> page, int to, int moved, int kept)
    {
        if (kept != moved)
        {
            page[moved..to].CopyTo(page[kept..]);
        }

        return kept + (to - moved);
    }

    private HtmlTokenKind Text(int start, int length, int next, bool replaceNul)
    {
        HasNul = anyNul && buffer.AsSpan(start, length).Contains('\0');
        if (HasNul && replaceNul)
        {
            buffer.AsSpan(start, length).Replace('\0', '\uFFFD');
            HasNul = false;
        }

        TextStart = start;
        TextLength = length;
        position = next;
        return HtmlTokenKind.Text;
    }

    /// <summary>Whether the <c>&lt;</c> here begins a tag, a comment or another declaration.</summary>
    private bool IsMarkup(int at) => buffer[at + 1] switch
    {
        '!' or '?' => true,
        '/' => at + 2 < end,
        char c => char.IsAsciiLetter(c),
    };

    private static bool IsSpace(char c) => c is ' ' or '\n' or '\t' or '\f';
}
