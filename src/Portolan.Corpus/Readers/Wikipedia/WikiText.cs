using System.Net;
using System.Text;

namespace Portolan.Corpus.Readers.Wikipedia;

/// <summary>Turns MediaWiki markup into the paragraphs that a reader sees.</summary>
/// <remarks>
/// Templates, tables, references, files, categories and headings go; links leave their text, lists their items. Templates are not
/// expanded: what they would have written (a converted unit, a pronunciation) is missing. Linear in the length of the markup, whatever it is:
/// brackets nested more than <see cref="MaxDepth"/> deep are taken as text. The markup is described at mediawiki.org/wiki/Help:Formatting.
/// Not thread-safe.
/// </remarks>
internal sealed class WikiText
{
    /// <summary>Nesting of templates, tables and links that is followed. Articles stay below 20.</summary>
    public const int MaxDepth = 64;

    // Elements whose content is no prose: dropped with all that is in them.
    private static readonly string[] droppedElements =
        ["ref", "math", "chem", "gallery", "timeline", "code", "syntaxhighlight", "source", "score", "pre", "imagemap", "graph", "mapframe", "hiero", "style", "templatestyles"];

    private readonly HashSet<string> droppedNamespaces;
    private readonly StringBuilder output = new();
    private readonly List<Open> open = [];

    /// <summary>A converter for one wiki.</summary>
    /// <param name="droppedNamespaces">The wiki's own names of its File and Category namespaces, beside the English ones.</param>
    public WikiText(IEnumerable<string> droppedNamespaces) =>
        this.droppedNamespaces = new HashSet<string>(["File", "Image", "Category", "Media", .. droppedNamespaces], StringComparer.OrdinalIgnoreCase);

    private enum Bracket
    {
        Template,
        Table,
        Link,
    }

    /// <summary>The paragraphs of an article.</summary>
    /// <param name="markup">Its wikitext.</param>
    /// <returns>All paragraphs, and how many of them come before the first heading.</returns>
    public (List<string> Paragraphs, int OpeningCount) Convert(string markup)
    {
        string text = DropElements(markup);
        ResolveBrackets(text);
        return Paragraphs(output.ToString());
    }

    private static (List<string> Paragraphs, int OpeningCount) Paragraphs(string text)
    {
        List<string> paragraphs = [];
        int openingCount = -1;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.Length > 2 && line[0] == '=' && line[^1] == '=')
            {
                openingCount = openingCount < 0 ? paragraphs.Count : openingCount;
                continue;
            }

            string paragraph = Inline(line.TrimStart("*#:; ").ToString());
            if (paragraph.Length > 0 && !line.StartsWith("----"))
            {
                paragraphs.Add(paragraph);
            }
        }

        return (paragraphs, openingCount < 0 ? paragraphs.Count : openingCount);
    }

    // Quotes that mean bold or italic, entities, magic words, empty brackets that a template left, runs of blanks.
    private static string Inline(string line)
    {
        var inline = new StringBuilder(line.Length);
        string decoded = WebUtility.HtmlDecode(line);
        for (int i = 0; i < decoded.Length; i++)
        {
            char c = decoded[i];
            if (c == '\'' && i + 1 < decoded.Length && decoded[i + 1] == '\'')
            {
                while (i + 1 < decoded.Length && decoded[i + 1] == '\'')
                {
                    i++;
                }
            }
            else if (c == '_' && MagicWordLength(decoded.AsSpan(i)) is > 0 and int length)
            {
                i += length - 1;
            }
            else if (c == ')' && EmptyParenthesis(inline) is >= 0 and int start)
            {
                inline.Length = start;
            }
            else if (!char.IsWhiteSpace(c))
            {
                inline.Append(c);
            }
            else if (inline.Length > 0 && inline[^1] != ' ')
            {
                inline.Append(' ');
            }
        }

        return inline.ToString().TrimEnd();
    }

    // Where the text ends in "(" followed by nothing but blanks and separators, or -1: "(, ; )" is what pronunciation templates leave.
    private static int EmptyParenthesis(StringBuilder inline)
    {
        int at = inline.Length - 1;
        for (int seen = 0; at >= 0 && seen < 8 && inline[at] is ' ' or ',' or ';'; seen++)
        {
            at--;
        }

        return at >= 0 && inline[at] == '(' ? at : -1;
    }

    // __NOTOC__ and its kin.
    private static int MagicWordLength(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("__"))
        {
            return 0;
        }

        int end = 2;
        while (end < text.Length && end < 32 && char.IsLetter(text[end]))
        {
            end++;
        }

        return end > 2 && text[end..].StartsWith("__") ? end + 2 : 0;
    }

    // Comments, tags, and elements that are dropped whole.
    private static string DropElements(string markup)
    {
        var kept = new StringBuilder(markup.Length);
        int at = 0;
        // A name looked for in vain once is not looked for again: otherwise many unclosed tags would make this quadratic.
        var unclosed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (at < markup.Length)
        {
            int next = markup.IndexOf('<', at);
            if (next < 0)
            {
                break;
            }

            kept.Append(markup, at, next - at);
            at = AfterTag(markup, next, unclosed, out string instead);
            kept.Append(instead);
        }

        return kept.Append(markup, at, markup.Length - at).ToString();
    }

    // Index behind the tag, comment or element that begins at '<', and what stands for it.
    private static int AfterTag(string markup, int start, HashSet<string> unclosed, out string instead)
    {
        instead = "";
        if (string.CompareOrdinal(markup, start, "<!--", 0, 4) == 0)
        {
            int end = unclosed.Contains("!--") ? -1 : markup.IndexOf("-->", start + 4, StringComparison.Ordinal);
            if (end < 0)
            {
                unclosed.Add("!--");
                instead = "<!--";
                return start + 4;
            }

            return end + 3;
        }

        int nameStart = start + (start + 1 < markup.Length && markup[start + 1] == '/' ? 2 : 1);
        int nameEnd = nameStart;
        while (nameEnd < markup.Length && nameEnd - nameStart < 32 && char.IsAsciiLetterOrDigit(markup[nameEnd]))
        {
            nameEnd++;
        }

        // Attributes may be long, but a '<' before the '>' means that this was a less-than sign.
        int close = nameEnd == nameStart ? -1 : markup.AsSpan(nameEnd, Math.Min(markup.Length - nameEnd, 4096)).IndexOfAny('<', '>');
        if (close < 0 || markup[nameEnd + close] != '>')
        {
            instead = "<";
            return start + 1;
        }

        int tagEnd = nameEnd + close + 1;
        string name = markup[nameStart..nameEnd];
        if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
        {
            instead = " ";
            return tagEnd;
        }

        bool dropsContent = markup[tagEnd - 2] != '/' && nameStart == start + 1 && droppedElements.Contains(name, StringComparer.OrdinalIgnoreCase);
        if (!dropsContent || unclosed.Contains(name))
        {
            return tagEnd;
        }

        int closing = markup.IndexOf($"</{name}>", tagEnd, StringComparison.OrdinalIgnoreCase);
        int closingEnd = closing < 0 ? -1 : closing + name.Length + 2;
        if (closingEnd < 0)
        {
            unclosed.Add(name);
            return tagEnd;
        }

        return closingEnd + 1;
    }

    private void ResolveBrackets(string text)
    {
        output.Clear();
        open.Clear();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            char next = i + 1 < text.Length ? text[i + 1] : '\0';
            bool atLineStart = i == 0 || text[i - 1] == '\n';
            int used = c switch
            {
                '{' when next == '{' => Begin(Bracket.Template),
                '{' when next == '|' && atLineStart => Begin(Bracket.Table),
                '[' when next == '[' => Begin(Bracket.Link),
                '}' when next == '}' => End(Bracket.Template),
                '|' when next == '}' && atLineStart && Innermost() == Bracket.Table => End(Bracket.Table),
                ']' when next == ']' => End(Bracket.Link),
                '[' => ExternalLink(text.AsSpan(i)),
                _ => 0,
            };
            if (used == 0)
            {
                output.Append(c);
            }
            else
            {
                i += used - 1;
            }
        }
    }

    private int Begin(Bracket bracket)
    {
        if (open.Count >= MaxDepth)
        {
            return 0;
        }

        open.Add(new Open(bracket, output.Length));
        return 2;
    }

    // Closes the innermost bracket of a kind; links left open inside it end with it.
    private int End(Bracket bracket)
    {
        int at = open.Count - 1;
        while (at >= 0 && open[at].Bracket != bracket && open[at].Bracket == Bracket.Link)
        {
            at--;
        }

        if (at < 0 || open[at].Bracket != bracket)
        {
            return 0;
        }

        int start = open[at].Start;
        open.RemoveRange(at, open.Count - at);
        if (bracket == Bracket.Link)
        {
            ReplaceLink(start);
        }
        else
        {
            output.Length = start;
        }

        return 2;
    }

    private Bracket? Innermost()
    {
        for (int i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].Bracket != Bracket.Link)
            {
                return open[i].Bracket;
            }
        }

        return null;
    }

    // [[target|text]] leaves text, [[target]] leaves target, files, categories and other languages leave nothing.
    private void ReplaceLink(int start)
    {
        string inner = output.ToString(start, output.Length - start);
        int bar = inner.IndexOf('|', StringComparison.Ordinal);
        ReadOnlySpan<char> target = bar < 0 ? inner : inner.AsSpan(0, bar);
        int colon = target.IndexOf(':');
        bool isEscaped = colon == 0;
        output.Length = start;
        if (colon > 0 && (droppedNamespaces.Contains(target[..colon].Trim().ToString()) || (bar < 0 && IsLanguageCode(target[..colon]))))
        {
            return;
        }

        output.Append(bar >= 0 ? inner.AsSpan(bar + 1) : isEscaped ? target[1..] : target);
    }

    private static bool IsLanguageCode(ReadOnlySpan<char> prefix) =>
        prefix.Length is 2 or 3 && !prefix.ContainsAnyExceptInRange('a', 'z');

    // [http://address text] leaves text.
    private int ExternalLink(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> address = text[1..];
        if (!address.StartsWith("http://") && !address.StartsWith("https://") && !address.StartsWith("//") && !address.StartsWith("ftp://"))
        {
            return 0;
        }

        int addressEnd = address[..Math.Min(address.Length, 4096)].IndexOfAny(" ]\n");
        if (addressEnd < 0 || address[addressEnd] == '\n')
        {
            return 0;
        }

        // The text is left where it stands, and its closing bracket is found when the scan gets there.
        if (address[addressEnd] == ' ')
        {
            int end = address[..Math.Min(address.Length, addressEnd + 4096)][addressEnd..].IndexOfAny(']', '\n');
            if (end > 0 && address[addressEnd + end] == ']')
            {
                output.Append(address.Slice(addressEnd + 1, end - 1));
                return 1 + addressEnd + end + 1;
            }

            return 0;
        }

        return 1 + addressEnd + 1;
    }

    private readonly record struct Open(Bracket Bracket, int Start);
}
