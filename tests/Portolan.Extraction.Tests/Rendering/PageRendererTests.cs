using System.Diagnostics;
using System.Text;
using Portolan.Extraction.Blocks;
using Portolan.Extraction.Extractors;
using Portolan.Extraction.Html;
using Portolan.Extraction.Rendering;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Rendering;

public sealed class PageRendererTests
{
    [Theory]
    [InlineData("harbour-news", "https://courier.ostrand.example/2026/04/harbour-wall")]
    [InlineData("logbook-docs", "https://logbook.example/docs/reading.html")]
    [InlineData("boat-forum", null)]
    [InlineData("tide-tables-ja", null)]
    public void Sample_pages_in_both_formats(string name, string? url)
    {
        string html = File.ReadAllText(Repository.PathOf($"samples/pages/{name}.html"));
        Golden.Equal($"rendering/{name}.txt", RenderedPage.Text(html) + "\n");
        Golden.Equal($"rendering/{name}.md", RenderedPage.Markdown(html, url) + "\n");
    }

    [Theory]
    [InlineData("<h2>A <em>b</em></h2><p>c<br>d", "## A *b*\n\nc\\\nd")]
    [InlineData("<ul><li>a<li>b<ol><li>c<li>d</ol></ul>", "- a\n- b\n  1. c\n  2. d")]
    [InlineData("<ol start=9><li>a<p>more</p><li>b</ol>", "9. a\n\n   more\n10. b")]
    [InlineData("<ul><li>a</ul><ul><li>b</ul><ol><li>c</ol><ol><li>d</ol>", "- a\n\n* b\n\n1. c\n\n1) d")]
    [InlineData("<blockquote><p>a<p>b<blockquote>c</blockquote></blockquote><blockquote>d</blockquote>", "> a\n>\n> b\n>\n> > c\n\n> d")]
    [InlineData("<ul><li><blockquote>a</blockquote><pre>b\n\n  c</pre></ul>", "- > a\n\n  ```\n  b\n\n    c\n  ```")]
    [InlineData("<pre><code class='hljs language-c++'>a\n```\n</code></pre>", "````c++\na\n```\n````")]
    [InlineData("<div class='highlight-source-js'><pre>x</pre></div>", "```js\nx\n```")]
    [InlineData("<pre class='language-&lt;script&gt;'>x</pre>", "```\nx\n```")]
    [InlineData("<p><code>a`b</code> <b>x</b><i>y</i> <b><i>z</i></b>", "``a`b`` **x**y ***z***")]
    [InlineData("<p>1. a<br>- b<br># c<br>+d", "1\\. a\\\n\\- b\\\n\\# c\\\n+d")]
    [InlineData("<p>a * b_c _d_ [e] <a href='/f'>g!</a>!<a href='h_(i)'>j</a>", "a \\* b_c \\_d\\_ \\[e\\] [g!](https://example.org/f)\\![j](https://example.org/x/h_%28i%29)")]
    [InlineData("<p><a href='javascript:x'>a</a> <a href='#b'>b</a> <a>c</a> <a href='data:,x'>d</a>", "a b c d")]
    [InlineData("<p><b>「a」</b>b <b>c</b>d", "「a」b **c**d")]
    [InlineData("<a href='/card'><div><h3>Title</h3><p>Text</p></div></a>", "### [Title](https://example.org/card)\n\n[Text](https://example.org/card)")]
    [InlineData("<p>x<h1>Ends with #</h1>", "x\n\n# Ends with \\#")]
    public void Markdown_has_the_structure_of_the_page(string html, string expected) =>
        RenderedPage.Markdown(html, "https://example.org/x/y").ShouldBe(expected);

    [Theory]
    [InlineData("<table><caption>T</caption><tr><th>a<th>b<tr><td>1<td>x | y</table>", "T\na\tb\n1\tx | y", "T\n\n| a | b |\n| --- | --- |\n| 1 | x \\| y |")]
    [InlineData("<table><tr><td colspan=2>a<td>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f</table>", "a\t\tb\nc\td\te\n\tf", "| a | | b |\n| --- | --- | --- |\n| c | d | e |\n| | f |")]
    [InlineData("<table><tr><td>a<br>b<td><ul><li>c<li>d</ul><tr><td><td>e</table>", "a b\tc d\n\te", "| a b | c d |\n| --- | --- |\n| | e |")]
    [InlineData("<ul><li>x<table><tr><td>a<td>b<tr><td>c<td>d</table></ul>", "x\na\tb\nc\td", "- x\n\n  | a | b |\n  | --- | --- |\n  | c | d |")]
    [InlineData("<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table><td>e</table>", "a\tb\nc\td\ne", "| a | b |\n| --- | --- |\n| c | d |\n\ne")]
    [InlineData("<table><tr><td>menu<td>page</table>", "menu\npage", "menu\n\npage")]
    public void Tables_of_data_are_tables_and_tables_of_layout_are_not(string html, string text, string markdown)
    {
        RenderedPage.Text(html).ShouldBe(text);
        RenderedPage.Markdown(html).ShouldBe(markdown);
    }

    [Fact]
    public void Blanks_of_all_kinds_are_one_space_and_no_control_reaches_the_text() =>
        RenderedPage.Text("<p>\u00a0a\u2003\u0007b\u0085\u001b[31m c\u2028d</p><p>&nbsp;</p><pre>\n\n x\t\u0007y\u00a0 \n\n\n z\n</pre>").ShouldBe("a b [31m c d\n x\t y\n\n\n z");

    [Fact]
    public void Only_wanted_blocks_are_written_and_a_page_leaves_nothing_to_the_next()
    {
        var parser = new HtmlParser();
        var renderer = new PageRenderer();
        string first = Render("<ul><li>a</li><li>b</li></ul><table><tr><td>c<td>d<tr><td>e<td>f</table>", i => i % 2 == 0);
        Render("<blockquote><ol start=7><li>x</li></ol></blockquote>", _ => true);
        Render("<ul><li>a</li><li>b</li></ul><table><tr><td>c<td>d<tr><td>e<td>f</table>", i => i % 2 == 0).ShouldBe(first);
        first.ShouldBe("- a\n\nc\n\ne");

        string Render(string html, Func<int, bool> keep)
        {
            var blocks = new BlockList(parser.Parse(html));
            new BlockSegmenter().Segment(blocks);
            BlockVerdict[] verdicts = [.. Enumerable.Range(0, blocks.Count).Select(i => new BlockVerdict(keep(i) ? BlockDecision.Keep : BlockDecision.Comment, "", 1))];
            return renderer.Render(blocks, verdicts, BlockDecision.Keep, TextFormat.Markdown, null);
        }
    }

    [Theory]
    [InlineData("<blockquote>x")]
    [InlineData("<ul><li>x")]
    [InlineData("<table><tr><td>x")]
    [InlineData("<b><i><a href=y>x")]
    [InlineData("<p>a</p>")]
    [InlineData("<tr><td colspan=1000 rowspan=1000>x<td>y")]
    [InlineData("*_`[<&|x")]
    public void Four_times_the_page_takes_about_four_times_as_long(string part)
    {
        var renderer = new PageRenderer();
        Measure(2_000);
        (double small, int smallLength) = Measure(10_000);
        (double large, int largeLength) = Measure(40_000);
        largeLength.ShouldBeLessThan(6 * smallLength);
        large.ShouldBeLessThan((12 * small) + 0.5, part);

        (double Seconds, int Length) Measure(int count)
        {
            var blocks = new BlockList(new HtmlParser().Parse(string.Concat(Enumerable.Repeat(part, count))));
            new BlockSegmenter().Segment(blocks);
            var verdicts = new BlockVerdict[blocks.Count];
            verdicts.AsSpan().Fill(new BlockVerdict(BlockDecision.Keep, "", 1));
            return Enumerable.Range(0, 3).Min(_ =>
            {
                long start = Stopwatch.GetTimestamp();
                int length = renderer.Render(blocks, verdicts, BlockDecision.Keep, TextFormat.Markdown, "https://example.org/").Length;
                return (Stopwatch.GetElapsedTime(start).TotalSeconds, length);
            });
        }
    }

    [Fact]
    public void Mutated_pages_are_rendered_by_every_extractor()
    {
        byte[] marks = [.. "<>/=\"'&;`*_|-\n\0 a1"u8, 0xff, 0xc3];
        byte[] page = File.ReadAllBytes(Repository.PathOf("samples/pages/logbook-docs.html"));
        PageExtractor[] extractors = [.. ContentExtractors.Names.SelectMany(name => new[] { TextFormat.Text, TextFormat.Markdown }.Select(format =>
            new PageExtractor(new ExtractionOptions { Extractor = name, Format = format, Comments = true })))];
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            byte[] mutated = [.. page];
            for (int i = random.Next(1, 60); i > 0; i--)
            {
                int at = random.Next(mutated.Length - 40);
                if (random.Next(3) == 0)
                {
                    mutated.AsSpan(random.Next(mutated.Length - 40), random.Next(40)).CopyTo(mutated.AsSpan(at));
                }
                else
                {
                    mutated[at] = marks[random.Next(marks.Length)];
                }
            }

            foreach (PageExtractor extractor in extractors)
            {
                ExtractedPage result = extractor.Extract(mutated, url: "https://example.org/a");
                (result.Text.Length == 0).ShouldBe(result.Rejection is not null);
                result.Text.ShouldNotContain('\0');
                Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(result.Text)).ShouldBe(result.Text);
                var view = new StringWriter();
                Portolan.Extraction.Explain.PageExplanation.Write(view, "mutated", "any", extractor, result);
                view.ToString().ShouldEndWith("</html>\n");
            }
        }
    }
}
