using System.Text;
using Portolan.Extraction.Html;
using Portolan.Extraction.Html.Construction;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Html;

public sealed class HtmlParserTests
{
    private readonly HtmlParser parser = new();

    [Fact]
    public void An_empty_page_has_a_head_and_a_body() => Body("").ShouldBe("");

    [Theory]
    [InlineData("<p>One<p>Two", "<p>|One|<p>|Two")]
    [InlineData("<b>1<p>2</b>3", "<b>|1|<p>|<b>|2|3")]
    [InlineData("<table>a<tr><td>b</table>", "a|<table>|<tbody>|<tr>|<td>|b")]
    [InlineData("a&amp;b &lt;c&gt; &notit; &notin; &#x41;&#66;&#128;&#0;", "a&b <c> \u00acit; \u2209 AB\u20ac\ufffd")]
    [InlineData("<a href='?a=1&copy=2&lt;'>x", "<a href=?a=1&copy=2<>|x")]
    [InlineData("<P CLASS=A class=B ID>x", "<p class=A id=>|x")]
    [InlineData("<p><script>a<b</script><textarea>\n&amp;<b></textarea>", "<p>|<script>|a<b|<textarea>|&<b>")]
    [InlineData("<svg><foreignObject><p>x</svg>y", "<svg>|<foreignobject>|<p>|xy")]
    [InlineData("a\0b<svg>\0</svg>", "ab|<svg>|\ufffd")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("\ufeff<!doctype html>x", "x")]
    public void The_body_of_a_page_is_what_the_standard_says(string html, string expected) => Body(html).ShouldBe(expected);

    [Fact]
    public void Attributes_of_a_second_body_tag_are_added_to_the_first()
    {
        HtmlDocument document = parser.Parse("<body a=1><p><body a=2 b=3>");
        document.Attribute(3, "a").ToString().ShouldBe("1");
        document.Attribute(3, "b").ToString().ShouldBe("3");
    }

    [Fact]
    public void Elements_deeper_than_the_limit_follow_each_other()
    {
        HtmlDocument document = parser.Parse(string.Concat(Enumerable.Repeat("<div>", 100_000)) + "text");
        document.Count.ShouldBe(100_005);
        Enumerable.Range(0, document.Count).Max(document.Depth).ShouldBe(TreeBuilder.MaxDepth + 1);
        document.Text(document.Count - 1).ToString().ShouldBe("text");
        document.Depth(document.Count - 1).ShouldBe(TreeBuilder.MaxDepth + 1);
    }

    public static TheoryData<string, string, int> Hostile => new()
    {
        { "", "<div>", 100_000 },
        { "", "<b>", 100_000 },
        { "", "<a>", 100_000 },
        { "", "<b><p>", 50_000 },
        { "", "<i><b><p></b>", 50_000 },
        { "<a><b><i><u><s><em><tt><big>", "<p>x</p>", 50_000 },
        { "<div><div><div><div><p>", "<span></p>", 50_000 },
        { "", "<table>", 50_000 },
        { "<table>", "<b>x<td>&amp;</td>", 50_000 },
        { "<table>", "</b>x", 50_000 },
        { "<table><tr><td>", "<table><tr><td></table>x", 20_000 },
        { "", "<select><option>", 50_000 },
        { "", "<template><td>", 50_000 },
        { "", "<svg><desc><math><mi>", 50_000 },
        { "", "<button><p>", 50_000 },
        { "", "<li><ul>", 50_000 },
        { "", "<form><input></form></li></td>", 50_000 },
        { "<p ", "a=1 ", 200_000 },
        { "<p ", "a ", 200_000 },
        { "", "<html a>", 100_000 },
        { "", "<frameset>", 100_000 },
        { "", "&amp", 200_000 },
        { "", "<!--x--!", 200_000 },
        { "<title>", "</titl", 200_000 },
        { "<script><!--<script>", "</script", 200_000 },
        { "", "\0", 500_000 },
        { "<object><b><applet>", "<b><object></b>", 50_000 },
        { "", "<", 500_000 },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_pages_take_steps_and_nodes_linear_in_their_length(string head, string part, int count)
    {
        string html = head + string.Concat(Enumerable.Repeat(part, count));
        HtmlDocument document = parser.Parse(html);

        // Each tag may search the open elements a few times, and a tag has three characters or more.
        long tags = html.Count(c => c == '<') + 1;
        parser.Work.ShouldBeLessThan(tags * 4 * TreeBuilder.MaxDepth);
        document.Count.ShouldBeLessThan((2 * html.Length) + 10_010);
        Check(document);
    }

    [Fact]
    public void Many_attributes_with_names_of_their_own_are_cut_at_a_limit()
    {
        string html = "<p " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}=1 ")) + ">";
        parser.Parse(html).AttributeCount(4).ShouldBe(512);
    }

    [Fact]
    public void Steps_grow_with_length_and_not_faster()
    {
        foreach (string part in (string[])["<b><i><p></b>x", "<a><div>", "<table><td><b>", "<font size=1><p>x"])
        {
            parser.Parse(string.Concat(Enumerable.Repeat(part, 10_000)));
            long small = parser.Work;
            parser.Parse(string.Concat(Enumerable.Repeat(part, 40_000)));
            parser.Work.ShouldBeLessThan((5 * small) + 100_000, part);
        }
    }

    [Fact]
    public void A_second_page_allocates_nothing()
    {
        var random = new Random(1);
        string[] pages = [.. Enumerable.Range(0, 50).Select(_ => Snippets.Make(random))];
        foreach (string page in pages)
        {
            parser.Parse(page);
        }

        Allocations.Least(() =>
        {
            foreach (string page in pages)
            {
                parser.Parse(page);
            }
        }).ShouldBe(0);
    }

    [Fact]
    public void Any_bytes_give_a_tree()
    {
        var random = new Random(4);
        byte[] bytes = new byte[300];
        const string Marks = "<>/!-=\"'& \0";
        for (int i = 0; i < 3000; i++)
        {
            byte[] snippet = Encoding.UTF8.GetBytes(Snippets.Make(random));
            for (int j = random.Next(8); j > 0 && snippet.Length > 0; j--)
            {
                snippet[random.Next(snippet.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)Marks[random.Next(Marks.Length)];
            }

            HtmlParser.Fuzz(snippet);
            random.NextBytes(bytes);
            HtmlParser.Fuzz(bytes);
        }
    }

    [SharedDataFact]
    public void Mutated_pages_give_a_tree()
    {
        var random = new Random(5);
        foreach ((_, string html) in SharedPages.All().Where((_, index) => index % 20 == 0))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(html);
            for (int j = 0; j < 1 + (bytes.Length / 500); j++)
            {
                int at = random.Next(bytes.Length);
                int length = Math.Min(random.Next(20), bytes.Length - at);
                bytes.AsSpan(random.Next(bytes.Length - length), length).CopyTo(bytes.AsSpan(at));
            }

            HtmlParser.Fuzz(bytes);
        }
    }

    private static void Check(HtmlDocument document)
    {
        for (int node = 1; node < document.Count; node++)
        {
            int parent = document.Parent(node);
            bool right = parent >= 0 && parent < node && document.End(node) <= document.End(parent) && document.Depth(node) <= TreeBuilder.MaxTreeDepth;
            if (!right)
            {
                throw new InvalidOperationException($"node {node}");
            }
        }
    }

    private string Body(string html)
    {
        HtmlDocument document = parser.Parse(html);
        document.Tag(1).ShouldBe(HtmlTag.Html);
        document.Tag(2).ShouldBe(HtmlTag.Head);
        document.Tag(3).ShouldBe(HtmlTag.Body);
        var parts = new List<string>();
        for (int node = 4; node < document.Count; node++)
        {
            string attributes = string.Concat(Enumerable.Range(0, document.AttributeCount(node)).Select(i => $" {document.AttributeName(node, i)}={document.AttributeValue(node, i)}"));
            parts.Add(document.Kind(node) == HtmlNodeKind.Element ? $"<{document.Name(node)}{attributes}>" : document.Text(node).ToString());
        }

        return string.Join('|', parts);
    }
}
