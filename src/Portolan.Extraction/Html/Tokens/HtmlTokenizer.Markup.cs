using System.Text;

namespace Portolan.Extraction.Html.Tokens;

/// <content>What begins with <c>&lt;</c>: tags, comments, CDATA.</content>
internal sealed partial class HtmlTokenizer
{
    /// <summary>Reads the markup that begins here.</summary>
    /// <returns>Null when there is none (nothing is read then), or when it means nothing.</returns>
    private HtmlTokenKind? ReadMarkup()
    {
        int at = position;
        if (!IsMarkup(at))
        {
            return null;
        }

        switch (buffer[at + 1])
        {
            case '/':
                char c = buffer[at + 2];
                if (char.IsAsciiLetter(c))
                {
                    return ReadTag(at + 2, HtmlTokenKind.EndTag);
                }

                if (c == '>')
                {
                    position = at + 3;
                    return null;
                }

                return ReadBogusComment(at + 2);
            case '!':
                return ReadDeclaration(at + 2);
            case '?':
                return ReadBogusComment(at + 1);
            default:
                return ReadTag(at + 1, HtmlTokenKind.StartTag);
        }
    }

    private HtmlTokenKind? ReadDeclaration(int at)
    {
        ReadOnlySpan<char> rest = buffer.AsSpan(at, end - at);
        if (rest.StartsWith("--", StringComparison.Ordinal))
        {
            return ReadComment(at + 2);
        }

        if (rest.Length >= 7 && Ascii.EqualsIgnoreCase(rest[..7], "doctype"))
        {
            return ReadDoctype(at + 7);
        }

        if (AllowsCdata && rest.StartsWith("[CDATA[", StringComparison.Ordinal))
        {
            position = at + 7;
            State = HtmlTokenizerState.CdataSection;
            return null;
        }

        return ReadBogusComment(at);
    }

    private HtmlTokenKind ReadComment(int start)
    {
        ReadOnlySpan<char> page = buffer.AsSpan(0, end);
        if (page[start..] is ['>', ..])
        {
            return Comment(start, start, start + 1);
        }

        if (page[start..] is ['-', '>', ..])
        {
            return Comment(start, start, start + 2);
        }

        for (int at = start; ;)
        {
            int hit = page[at..].IndexOf("--");
            if (hit < 0)
            {
                // What could have become the comment's end is no part of it.
                return Comment(start, page[at..] is [.., '-'] ? end - 1 : end, end);
            }

            int dashes = page[(at + hit)..].IndexOfAnyExcept('-');
            if (dashes < 0)
            {
                return Comment(start, end - 2, end);
            }

            at += hit + dashes;
            switch (page[at..])
            {
                case ['>', ..]:
                    return Comment(start, at - 2, at + 1);
                case ['!', '>', ..]:
                    return Comment(start, at - 2, at + 2);
                case ['!']:
                    return Comment(start, at - 2, end);
            }
        }
    }

    private HtmlTokenKind ReadBogusComment(int start)
    {
        int length = buffer.AsSpan(start, end - start).IndexOf('>');
        return length < 0 ? Comment(start, end, end) : Comment(start, start + length, start + length + 1);
    }

    private HtmlTokenKind Comment(int start, int stop, int next)
    {
        TextStart = start;
        TextLength = stop - start;
        ReplaceNul(start, stop);
        position = next;
        return HtmlTokenKind.Comment;
    }
}
