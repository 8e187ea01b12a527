using System.Text;

namespace Portolan.Samples.MakeCrawl;

/// <summary>Collects a page twice at once: as HTML and as the lines of text that a reader sees.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder html = new();
    private readonly List<string> lines = [];

    public string Html => html.ToString();

    /// <summary>Title and visible blocks, one a line, as Common Crawl's WET text has them.</summary>
    public string Text => string.Join('\n', lines);

    /// <summary>Markup that shows nothing.</summary>
    public void Markup(string markup) => html.Append(markup).Append('\n');

    /// <summary>An element with text; links in the text are written <c>[words](address)</c>.</summary>
    public void Block(string tag, string attributes, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        html.Append('<').Append(tag).Append(attributes.Length > 0 ? " " : "").Append(attributes).Append('>');
        lines.Add(AppendInline(text));
        html.Append("</").Append(tag).Append(">\n");
    }

    /// <summary>The title element; its text is the first line.</summary>
    public void Title(string text)
    {
        html.Append("<title>").Append(Escape(text)).Append("</title>\n");
        lines.Add(text);
    }

    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal);

    private string AppendInline(string text)
    {
        StringBuilder seen = new();
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('[', at);
            int middle = open < 0 ? -1 : text.IndexOf("](", open, StringComparison.Ordinal);
            int close = middle < 0 ? -1 : text.IndexOf(')', middle);
            if (close < 0)
            {
                break;
            }

            html.Append(Escape(text[at..open]));
            seen.Append(text, at, open - at);
            string words = text[(open + 1)..middle];
            html.Append("<a href=\"").Append(Escape(text[(middle + 2)..close])).Append("\">").Append(Escape(words)).Append("</a>");
            seen.Append(words);
            at = close + 1;
        }

        html.Append(Escape(text[at..]));
        seen.Append(text, at, text.Length - at);
        return seen.ToString();
    }
}
