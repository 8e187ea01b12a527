using System.Text;

namespace Portolan.Extraction.Html.Tokens;

/// <content>Elements whose content is text only.</content>
internal sealed partial class HtmlTokenizer
{
    private int lastStartName;
    private int lastStartLength;

    /// <summary>How much of a script is inside a comment-like part (standard, sections 13.2.5.15 to 13.2.5.31).</summary>
    private enum ScriptEscape
    {
        None,
        Escaped,
        DoubleEscaped,
    }

    /// <summary>Says which start tag was last, for a tokeniser that begins inside an element.</summary>
    public void SetLastStartTag(ReadOnlySpan<char> name)
    {
        lastStartName = document.Store(name);
        lastStartLength = name.Length;
        buffer = document.Buffer;
    }

    /// <summary>Reads text whose end the state says; false when there is none before that end.</summary>
    private bool ReadSpecialText() => State switch
    {
        HtmlTokenizerState.RcData => ReadUpToEndTag(references: true),
        HtmlTokenizerState.RawText => ReadUpToEndTag(references: false),
        HtmlTokenizerState.ScriptData => ReadScript(),
        _ => ReadCdata(),
    };

    private bool ReadUpToEndTag(bool references)
    {
        Span<char> page = buffer.AsSpan(0, end);
        int start = position, moved = start, kept = start, at = start;
        while (true)
        {
            int hit = references ? page[at..].IndexOfAny('<', '&') : page[at..].IndexOf('<');
            if (hit < 0)
            {
                at = end;
                break;
            }

            at += hit;
            if (page[at] == '&')
            {
                at = Resolve(page, at, inAttribute: false, ref moved, ref kept);
            }
            else if (IsAppropriateEndTag(at))
            {
                State = HtmlTokenizerState.Data;
                break;
            }
            else
            {
                at++;
            }
        }

        Text(start, Close(page, at, moved, kept) - start, at, replaceNul: true);
        return at > start;
    }

    private bool ReadScript()
    {
        ReadOnlySpan<char> page = buffer.AsSpan(0, end);
        int start = position, at = start;
        var escape = ScriptEscape.None;
        while (true)
        {
            int hit = escape == ScriptEscape.None ? page[at..].IndexOf('<') : page[at..].IndexOfAny('<', '-');
            if (hit < 0)
            {
                at = end;
                break;
            }

            at += hit;
            if (page[at] == '-')
            {
                int dashes = page[at..].IndexOfAnyExcept('-');
                dashes = dashes < 0 ? end - at : dashes;
                at += dashes;
                escape = dashes >= 2 && at < end && page[at] == '>' ? ScriptEscape.None : escape;
            }
            else if (escape != ScriptEscape.DoubleEscaped && IsAppropriateEndTag(at))
            {
                State = HtmlTokenizerState.Data;
                break;
            }
            else if (escape == ScriptEscape.None)
            {
                bool opens = page[at..].StartsWith("<!--", StringComparison.Ordinal);
                escape = opens ? ScriptEscape.Escaped : escape;

                // The two dashes are read again: with a > behind them they close what they have opened.
                at += opens ? 2 : 1;
            }
            else if (escape == ScriptEscape.Escaped)
            {
                escape = IsWordScript(at + 1) ? ScriptEscape.DoubleEscaped : escape;
                at++;
            }
            else
            {
                escape = page[(at + 1)..] is ['/', ..] && IsWordScript(at + 2) ? ScriptEscape.Escaped : escape;
                at++;
            }
        }

        Text(start, at - start, at, replaceNul: true);
        return at > start;
    }

    private bool IsWordScript(int at) => end - at > 6 && Ascii.EqualsIgnoreCase(buffer.AsSpan(at, 6), "script") && EndsTagName(buffer[at + 6]);

    /// <summary>Whether the end tag of the element that we are in begins here.</summary>
    private bool IsAppropriateEndTag(int at)
    {
        int after = at + 2 + lastStartLength;
        return lastStartLength > 0 && after < end && buffer[at + 1] == '/' && EndsTagName(buffer[after])
            && Ascii.EqualsIgnoreCase(buffer.AsSpan(at + 2, lastStartLength), buffer.AsSpan(lastStartName, lastStartLength));
    }

    private static bool EndsTagName(char c) => IsSpace(c) || c is '/' or '>';

    private bool ReadCdata()
    {
        int start = position;
        int length = buffer.AsSpan(start, end - start).IndexOf("]]>");
        bool closed = length >= 0;
        length = closed ? length : end - start;
        State = HtmlTokenizerState.Data;
        Text(start, length, start + length + (closed ? 3 : 0), replaceNul: false);
        return length > 0;
    }
}
