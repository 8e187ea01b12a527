using System.Text;

namespace Portolan.Extraction.Html.Tokens;

/// <content>Document type declarations, which decide on one rule only: whether a table ends a paragraph.</content>
internal sealed partial class HtmlTokenizer
{
    /// <summary>Whether the declaration is broken, so that the page is in quirks mode.</summary>
    public bool ForcesQuirks { get; private set; }

    /// <summary>Where the public identifier begins, or -1 when there is none.</summary>
    public int PublicStart { get; private set; }

    public int PublicLength { get; private set; }

    /// <summary>Where the system identifier begins, or -1 when there is none.</summary>
    public int SystemStart { get; private set; }

    public int SystemLength { get; private set; }

    private HtmlTokenKind ReadDoctype(int at)
    {
        PublicStart = SystemStart = -1;
        PublicLength = SystemLength = 0;
        ForcesQuirks = false;
        NameStart = at = SkipSpace(at);
        for (; at < end && buffer[at] != '>' && !IsSpace(buffer[at]); at++)
        {
            buffer[at] = buffer[at] == '\0' ? '\uFFFD' : char.IsAsciiLetterUpper(buffer[at]) ? (char)(buffer[at] | 0x20) : buffer[at];
        }

        NameLength = at - NameStart;
        ForcesQuirks = NameLength == 0;
        at = SkipSpace(at);
        if (IsWord(at, "public"))
        {
            at = ReadPublic(SkipSpace(at + 6));
        }
        else if (IsWord(at, "system"))
        {
            at = ReadSystem(SkipSpace(at + 6), required: true);
        }
        else
        {
            ForcesQuirks |= at >= end || buffer[at] != '>';
        }

        int length = buffer.AsSpan(at, end - at).IndexOf('>');
        position = length < 0 ? end : at + length + 1;
        ForcesQuirks |= at >= end;
        return HtmlTokenKind.Doctype;
    }

    private int ReadPublic(int at)
    {
        if (at >= end || buffer[at] is not ('"' or '\''))
        {
            ForcesQuirks = true;
            return at;
        }

        at = ReadIdentifier(at, out int start, out int length);
        PublicStart = start;
        PublicLength = length;
        return ForcesQuirks ? at : ReadSystem(SkipSpace(at), required: false);
    }

    private int ReadSystem(int at, bool required)
    {
        if (at < end && buffer[at] is '"' or '\'')
        {
            at = ReadIdentifier(at, out int start, out int length);
            SystemStart = start;
            SystemLength = length;
            return ForcesQuirks ? at : SkipSpace(at);
        }

        ForcesQuirks |= required || at >= end || buffer[at] != '>';
        return at;
    }

    /// <summary>Reads a quoted identifier, which a <c>&gt;</c> ends too.</summary>
    private int ReadIdentifier(int quote, out int start, out int length)
    {
        start = quote + 1;
        length = buffer.AsSpan(start, end - start).IndexOfAny(buffer[quote], '>');
        bool closed = length >= 0 && buffer[start + length] != '>';
        ForcesQuirks |= !closed;
        length = length < 0 ? end - start : length;
        ReplaceNul(start, start + length);
        return start + length + (closed ? 1 : 0);
    }

    private int SkipSpace(int at)
    {
        while (at < end && IsSpace(buffer[at]))
        {
            at++;
        }

        return at;
    }

    private bool IsWord(int at, string word) => end - at >= word.Length && Ascii.EqualsIgnoreCase(buffer.AsSpan(at, word.Length), word);
}
