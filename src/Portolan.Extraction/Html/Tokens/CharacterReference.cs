namespace Portolan.Extraction.Html.Tokens;

/// <summary>Character references: <c>&amp;name;</c>, <c>&amp;#decimal;</c> and <c>&amp;#xhex;</c> (HTML standard, sections 13.2.5.72 to 13.2.5.80).</summary>
internal static class CharacterReference
{
    /// <summary>What the numbers 0x80 to 0x9F stand for: the characters of windows-1252 (table in section 13.2.5.80).</summary>
    private const string Windows1252 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
        "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>Reads the reference behind an ampersand.</summary>
    /// <param name="text">What follows the ampersand.</param>
    /// <param name="inAttribute">Whether a name without semicolon is left alone before <c>=</c>, letters and digits.</param>
    /// <param name="first">First character that it stands for.</param>
    /// <param name="second">Second one, or NUL when there is one only.</param>
    /// <returns>How many characters of the text belong to it, at least one more than the characters it stands for less one; 0 when it is none.</returns>
    public static int Read(ReadOnlySpan<char> text, bool inAttribute, out char first, out char second)
    {
        first = second = '\0';
        if (text.IsEmpty)
        {
            return 0;
        }

        if (text[0] == '#')
        {
            return ReadNumber(text, out first, out second);
        }

        if (!char.IsAsciiLetterOrDigit(text[0]))
        {
            return 0;
        }

        int length = NamedReferences.Match(text, out first, out second);
        return inAttribute && length > 0 && text[length - 1] != ';' && length < text.Length && (text[length] == '=' || char.IsAsciiLetterOrDigit(text[length]))
            ? 0
            : length;
    }

    private static int ReadNumber(ReadOnlySpan<char> text, out char first, out char second)
    {
        first = second = '\0';
        bool hexadecimal = text.Length > 1 && text[1] is 'x' or 'X';
        int start = hexadecimal ? 2 : 1, at = start, code = 0;
        for (; at < text.Length && (hexadecimal ? char.IsAsciiHexDigit(text[at]) : char.IsAsciiDigit(text[at])); at++)
        {
            // A number too large for Unicode stays so, whatever digits follow.
            code = code > 0x10FFFF ? code : hexadecimal ? (code * 16) + HexValue(text[at]) : (code * 10) + (text[at] - '0');
        }

        if (at == start)
        {
            return 0;
        }

        switch (code)
        {
            case 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF):
                first = '\uFFFD';
                break;
            case >= 0x80 and <= 0x9F:
                first = Windows1252[code - 0x80];
                break;
            case > 0xFFFF:
                first = (char)(0xD800 + ((code - 0x10000) >> 10));
                second = (char)(0xDC00 + ((code - 0x10000) & 0x3FF));
                break;
            default:
                first = (char)code;
                break;
        }

        return at < text.Length && text[at] == ';' ? at + 1 : at;
    }

    private static int HexValue(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
