namespace Portolan.Extraction.Rendering;

/// <summary>White space as a reader sees it, and characters that no text should hold.</summary>
internal static class Blanks
{
    /// <summary>
    /// Whether the character stands for nothing but space: ASCII and C1 controls, the spaces of Unicode that pages use for layout
    /// (no-break and the two separators among them), and the byte order mark.
    /// </summary>
    public static bool IsBlank(char c) => c <= ' ' || (c >= '\x7F' && (c <= '\xA0' || c is '\u1680' or (>= '\u2000' and <= '\u200A') or '\u2028' or '\u2029' or '\u202F' or '\u205F' or '\u3000' or '\uFEFF'));

    /// <summary>Whether there is nothing to read.</summary>
    public static bool IsBlank(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!IsBlank(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Appends text with runs of blanks as one space, or as one line feed where one is among them; none at either end.</summary>
    /// <param name="text">A block's text, its breaks as line feeds.</param>
    /// <param name="lines">Whether line feeds stay; else they are spaces.</param>
    /// <param name="output">Receives it.</param>
    public static void AppendCollapsed(ReadOnlySpan<char> text, bool lines, RenderBuffer output)
    {
        char pending = '\0';
        bool any = false;
        foreach (char c in text)
        {
            if (IsBlank(c))
            {
                pending = lines && (c == '\n' || pending == '\n') ? '\n' : ' ';
                continue;
            }

            if (pending != '\0' && any)
            {
                output.Append(pending);
            }

            pending = '\0';
            any = true;
            output.Append(c);
        }
    }

    /// <summary>Appends preformatted text: its lines as they are but for blanks at their ends, and without empty lines before and after.</summary>
    public static void AppendLines(ReadOnlySpan<char> text, ReadOnlySpan<char> prefix, RenderBuffer output)
    {
        int empty = 0;
        bool any = false;
        foreach (Range range in text.Split('\n'))
        {
            ReadOnlySpan<char> line = text[range];
            int length = line.Length;
            while (length > 0 && IsBlank(line[length - 1]))
            {
                length--;
            }

            if (length == 0)
            {
                empty++;
                continue;
            }

            if (any)
            {
                for (; empty >= 0; empty--)
                {
                    output.Append('\n');
                    output.Append(empty > 0 ? prefix.TrimEnd(' ') : prefix);
                }
            }

            foreach (char c in line[..length])
            {
                output.Append(c != '\t' && IsBlank(c) ? ' ' : c);
            }

            empty = 0;
            any = true;
        }
    }
}
