using System.Text;
using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;
using Portolan.Extraction.Rendering;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Rendering;

/// <summary>Whatever a page holds, a Markdown parser reads the page's text and link targets in what was written.</summary>
public sealed class MarkdownRoundTripTests
{
    private const string Address = "https://example.org/a/page.html";

    private static readonly string[] Words =
    [
        "word", "Two words", "*", "**", "***", "_", "__", "snake_case", "_x_", "`", "```", "[x]", "[a](b)", "![i](j)", "[ref]: /url", "1.", "1. one", "2)", "12345678901. no",
        "-", "- item", "---", "-5", "+", "+ plus", "=", "===", "#", "# head", "#tag", ">", "> quote", "\\", "\\*", "C:\\dir\\", "&amp;amp;", "&amp;copy;", "&amp;#35;", "AT&amp;T", "&lt;b&gt;", "&lt;!--", "a &lt; b",
        "|", "a | b", "| --- |", ":-- | --:", "~~", "~~~", "~x~", "!", "wow!", "http://x.example/a_b_c", "a@b.example", "日本語", "「引用」", "。", "“quote”", "—", "😀", "é", "&nbsp;", " ", "\n", "x&nbsp; y", "<br>", "<br>", "*a", "b*", "_a", "b_", "a*b*c", "[ ]", "[^1]", "$x$", "$", "€", "t\u0301", "<wbr>", "\u00AD",
    ];

    private static readonly string[] Targets = ["/x", "y.html?a=1&copy=2", "https://other.example/p(1)/q", "#here", "javascript:alert(1)", "//host.example/é b", "mailto:a@b.example", "?q=[x]*_`", "data:text/html,x", "http://", "ftp://f.example/|", "a\\b", "&amp;amp;"];

    [Fact]
    public void Random_pages_come_back_from_a_Markdown_parser()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            string html = Page(new Random(seed));
            Check(html, $"seed {seed}", true);
        }
    }

    [SharedDataTheory]
    [InlineData("readability")]
    [InlineData("article-extraction-benchmark")]
    public void Real_pages_come_back_from_a_Markdown_parser(string set)
    {
        foreach (string file in Directory.EnumerateFiles(SharedData.PathOf($"data/html/{set}/pages")).Order(StringComparer.Ordinal).Take(20))
        {
            using var unpacked = new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress);
            using var reader = new StreamReader(unpacked, Encoding.UTF8);
            Check(reader.ReadToEnd(), Path.GetFileName(file), false);
        }
    }

    private static void Check(string html, string name, bool exact)
    {
        string markdown = RenderedPage.Markdown(html, Address), plain = RenderedPage.Text(html);
        MarkdownReading reading = MarkdownReading.Of(markdown);
        string read = reading.Text, expected = MarkdownReading.Squeeze(plain);
        int same = read.AsSpan().CommonPrefixLength(expected);
        (read == expected).ShouldBeTrue($"{name}: read '{Around(read, same)}', expected '{Around(expected, same)}'\n{html[..Math.Min(html.Length, 2000)]}\n---\n{markdown[..Math.Min(markdown.Length, 2000)]}");
        reading.Links.ShouldAllBe(link => link.StartsWith("http", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal) || link.StartsWith("ftp:", StringComparison.Ordinal), name);
        List<string> links = ExpectedLinks(html);
        if (exact)
        {
            reading.Links.ShouldBe(links, $"{name}\n{html}\n---\n{markdown}");
        }
        else
        {
            // Notes that no reader sees are left out of the blocks, and the links in them with them.
            reading.Links.ShouldBeSubsetOf(links, name);
            reading.Links.Count.ShouldBeGreaterThanOrEqualTo((int)(0.95 * links.Count), name);
        }
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 20)..Math.Min(text.Length, at + 20)];

    /// <summary>The targets of the page's links that hold text and lead out of the page, a target for each block that the link runs through.</summary>
    private static List<string> ExpectedLinks(string html)
    {
        HtmlDocument document = Html.AngleSharpTree.Parse(html);
        var blocks = new BlockList(document);
        new BlockSegmenter().Segment(blocks);
        var links = new List<string>();
        int baseElement = Enumerable.Range(1, document.Count - 1).FirstOrDefault(node => document.Tag(node) == HtmlTag.Base);
        var address = new Uri(new Uri(Address), document.Attribute(baseElement, "href").ToString());
        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Kind == BlockKind.Code)
            {
                continue;
            }

            int last = 0;
            for (int node = blocks[i].First; node < blocks[i].End; node++)
            {
                if (document.Kind(node) == HtmlNodeKind.Element && BlockTags.IsInvisible(document.Tag(node)))
                {
                    node = document.End(node) - 1;
                    continue;
                }

                if (document.Kind(node) != HtmlNodeKind.Text || Blanks.IsBlank(document.Text(node)))
                {
                    continue;
                }

                int link = document.Parent(node);
                while (link > 0 && !(document.Tag(link) == HtmlTag.A && document.TryGetAttribute(link, "href", out _)))
                {
                    link = document.Parent(link);
                }

                string href = link > 0 ? document.Attribute(link, "href").Trim().ToString() : "";
                if (link > 0 && link != last && href.Length > 0 && href[0] != '#' && Uri.TryCreate(address, href, out Uri? target) && target.Scheme is "http" or "https" or "mailto" or "ftp")
                {
                    links.Add(Encoded(target.AbsoluteUri));
                }

                last = link;
            }
        }

        return links;
    }

    private static string Encoded(string uri) => uri.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal).Replace("`", "%60", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal);

    private static string Page(Random random)
    {
        var html = new StringBuilder();
        int count = random.Next(1, 6);
        for (int i = 0; i < count; i++)
        {
            Block(random, html, 0);
        }

        return html.ToString();
    }

    private static void Block(Random random, StringBuilder html, int depth)
    {
        switch (random.Next(depth > 4 ? 3 : 10))
        {
            case 0:
            case 1:
                Wrap(html, "p", () => Inline(random, html, 0));
                break;
            case 2:
                Wrap(html, $"h{random.Next(1, 7)}", () => Inline(random, html, 0));
                break;
            case 3:
                Wrap(html, "pre", () => html.Append(Words[random.Next(Words.Length)]).Append('\n').Append("  x\ty ").Append('`', random.Next(0, 5)).Append('\n'));
                break;
            case 4:
            case 5:
                string list = random.Next(2) == 0 ? "ul" : "ol";
                html.Append(list == "ol" && random.Next(3) == 0 ? $"<ol start={random.Next(0, 200)}>" : $"<{list}>");
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    Wrap(html, "li", () =>
                    {
                        Inline(random, html, 0);
                        if (random.Next(2) == 0)
                        {
                            Block(random, html, depth + 1);
                        }
                    });
                }

                html.Append($"</{list}>");
                break;
            case 6:
                Wrap(html, "blockquote", () =>
                {
                    Block(random, html, depth + 1);
                    Block(random, html, depth + 1);
                });
                break;
            case 7:
                Wrap(html, "table", () =>
                {
                    for (int row = random.Next(1, 4); row > 0; row--)
                    {
                        Wrap(html, "tr", () =>
                        {
                            for (int cell = random.Next(1, 4); cell > 0; cell--)
                            {
                                html.Append(random.Next(6) == 0 ? "<td colspan=2 rowspan=2>" : "<td>");
                                if (random.Next(4) == 0)
                                {
                                    Block(random, html, depth + 1);
                                }
                                else
                                {
                                    Inline(random, html, 0);
                                }
                            }
                        });
                    }
                });
                break;
            default:
                Inline(random, html, 0);
                break;
        }
    }

    private static void Inline(Random random, StringBuilder html, int depth)
    {
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int kind = random.Next(depth > 2 ? 3 : 6);
            if (kind < 3)
            {
                html.Append(Words[random.Next(Words.Length)]).Append(random.Next(2) == 0 ? " " : "");
            }
            else if (kind == 3)
            {
                html.Append($"<a href=\"{Targets[random.Next(Targets.Length)]}\">");
                Inline(random, html, 3);
                html.Append("</a>");
            }
            else
            {
                Wrap(html, ((string[])["b", "i", "em", "strong", "code", "span", "q"])[random.Next(7)], () => Inline(random, html, depth + 1));
            }
        }
    }

    private static void Wrap(StringBuilder html, string tag, Action inside)
    {
        html.Append($"<{tag}>");
        inside();
        html.Append($"</{tag}>");
    }
}
