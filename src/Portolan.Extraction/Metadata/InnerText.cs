using Portolan.Extraction.Html;

namespace Portolan.Extraction.Metadata;

/// <summary>Text as it would be read on one line.</summary>
internal static class InnerText
{
    // No heading or byline has more nodes; it keeps the time linear where elements lie in each other by the thousand.
    private const int MostNodes = 128;

    /// <summary>The text inside a node, white space collapsed, scripts and styles left out.</summary>
    /// <param name="document">The page.</param>
    /// <param name="node">An element.</param>
    /// <param name="target">Receives the text; what does not fit is cut off.</param>
    /// <returns>Characters written.</returns>
    public static int Read(HtmlDocument document, int node, Span<char> target)
    {
        int written = 0;
        int end = Math.Min(document.End(node), node + MostNodes);
        for (int i = node + 1; i < end && written < target.Length; i++)
        {
            if (document.Kind(i) == HtmlNodeKind.Text)
            {
                Append(document.Text(i), target, ref written);
            }
            else if (document.Tag(i) is HtmlTag.Script or HtmlTag.Style or HtmlTag.Svg or HtmlTag.Template)
            {
                i = document.End(i) - 1;
            }
            else if (written > 0 && target[written - 1] != ' ' && document.Kind(i) == HtmlNodeKind.Element && Blocks.BlockTags.IsBlock(document.Tag(i)) | document.Tag(i) == HtmlTag.Br)
            {
                target[written++] = ' ';
            }
        }

        return written > 0 && target[written - 1] == ' ' ? written - 1 : written;
    }

    /// <summary>The text with runs of white space as one space, and characters that no line of text has left out.</summary>
    public static string Collapse(ReadOnlySpan<char> text)
    {
        Span<char> target = text.Length <= 512 ? stackalloc char[512] : new char[text.Length];
        int written = 0;
        Append(text, target, ref written);
        return written > 0 && target[written - 1] == ' ' ? target[..(written - 1)].ToString() : target[..written].ToString();
    }

    private static void Append(ReadOnlySpan<char> text, Span<char> target, ref int written)
    {
        foreach (char c in text)
        {
            if (written == target.Length)
            {
                return;
            }

            if (c is <= ' ' or '\u007F' or (>= '\u0080' and <= '\u00A0') or '\u2028' or '\u2029' || char.IsWhiteSpace(c))
            {
                if (written > 0 && target[written - 1] != ' ')
                {
                    target[written++] = ' ';
                }
            }
            else if (c is not ('\uFEFF' or '\u200B' or '\u00AD'))
            {
                target[written++] = c;
            }
        }
    }
}
