using System.Globalization;

namespace Portolan.Extraction.Rendering;

/// <summary>Writes plain text so that a CommonMark parser reads the same text back.</summary>
internal static class MarkdownText
{
    /// <summary>Appends text without line feeds, each character that could be taken for a mark behind a backslash.</summary>
    /// <param name="text">The text; marks may stand right before and after it.</param>
    /// <param name="after">The character that comes after it in the page, or a blank.</param>
    /// <param name="mark">Where in the text the character is that <see cref="LineMark"/> found; elsewhere if nowhere.</param>
    /// <param name="cell">Whether it stands in a table, where bars are marks.</param>
    /// <param name="output">Receives it.</param>
    public static void Append(ReadOnlySpan<char> text, char after, int mark, bool cell, RenderBuffer output)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            char next = i + 1 < text.Length ? text[i + 1] : after;
            bool escape = i == mark || c switch
            {
                '\\' or '`' or '*' or '[' or ']' or '~' => true,
                '_' => i == 0 || i + 1 == text.Length || !char.IsAsciiLetterOrDigit(text[i - 1]) || !char.IsAsciiLetterOrDigit(next),
                '<' => char.IsAsciiLetter(next) || next is '/' or '!' or '?',
                '&' => IsReference(text[i..]) || i + 1 == text.Length,
                '|' => cell,
                _ => false,
            };
            if (escape)
            {
                output.Append('\\');
            }

            output.Append(c);
        }
    }

    /// <summary>Where in a line of text the character is that would make it a heading, list, quotation, rule or table; -1 if nowhere.</summary>
    public static int LineMark(ReadOnlySpan<char> text)
    {
        char next = text.Length > 1 ? text[1] : ' ';
        switch (text[0])
        {
            case '>' or '|' or '=' or '#':
                return 0;
            case '-' or '+' when next is ' ' or '-' or ':' or '|':
                return 0;
            case ':' when next is '-':
                return 0;
            case >= '0' and <= '9':
                int digits = 1;
                while (digits < text.Length && digits < 10 && char.IsAsciiDigit(text[digits]))
                {
                    digits++;
                }

                return digits < text.Length && text[digits] is '.' or ')' && (digits + 1 == text.Length || text[digits + 1] == ' ') ? digits : -1;
            default:
                return -1;
        }
    }

    /// <summary>Whether the text begins with what could be a character reference.</summary>
    public static bool IsReference(ReadOnlySpan<char> text)
    {
        // The longest name in HTML has 31 letters; a longer run is taken for a name as well, to be safe in any parser.
        int at = 1;
        while (at < text.Length && at < 40 && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '#'))
        {
            at++;
        }

        return at > 1 && (at == text.Length || at == 40 || text[at] == ';');
    }

    /// <summary>Whether a delimiter that stands outside the character may count it as punctuation: certainly punctuation.</summary>
    public static bool IsPunctuation(char c) => char.IsAscii(c) ? char.IsPunctuation(c) || char.IsSymbol(c) : char.IsPunctuation(c);

    /// <summary>Whether some version of CommonMark may count the character as punctuation.</summary>
    public static bool MayBePunctuation(char c) => char.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.Surrogate or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol => true,
        _ => char.IsPunctuation(c),
    };
}
