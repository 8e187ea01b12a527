using System.Text;
using AngleSharp.Dom;
using Portolan.Extraction.Explain;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Explain;

public sealed class PageExplanationTests
{
    [Fact]
    public void Every_block_is_there_once_in_order_with_its_verdict()
    {
        (string html, PageExtractor extractor) = Explain(File.ReadAllBytes(Repository.PathOf("samples/pages/harbour-news.html")), "justext");
        IDocument view = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        IElement[] items = [.. view.QuerySelectorAll("li")];
        items.Length.ShouldBe(extractor.Blocks.Count);
        for (int i = 0; i < items.Length; i++)
        {
            items[i].QuerySelector(".text")!.TextContent.ShouldBe(extractor.Blocks.Text(i).ToString());
            items[i].QuerySelector(".reason")!.TextContent.ShouldBe(extractor.Verdicts[i].Reason);
            items[i].ClassName.ShouldBe(extractor.Verdicts[i].Decision.ToString().ToLowerInvariant());
        }

        view.QuerySelector("h1")!.TextContent.ShouldContain("Harbour wall reopens");
        view.QuerySelectorAll("input[type=checkbox]").Length.ShouldBe(3);
        view.QuerySelectorAll("label").ShouldAllBe(label => label.QuerySelector("input") != null);
        html.ShouldContain("article &gt; p.byline");
    }

    [Theory]
    [InlineData("<p id='\"><script>alert(1)</script>' class='\"onload=x <img>'>&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;</p>")]
    [InlineData("<html lang='\"><script>'><title>&lt;/title&gt;&lt;script&gt;</title><meta name=author content='</dd><script>'><p>x")]
    [InlineData("<p>&lt;/style&gt;&lt;/div&gt;&lt;!--&lt;![CDATA[\u0001\u001b\ufffe</p>")]
    [InlineData("<x-\"'&lt;&gt;=><p>x</p>")]
    public void Whatever_a_page_holds_is_shown_as_text(string page)
    {
        (string html, PageExtractor extractor) = Explain(Encoding.UTF8.GetBytes(page), "everything", "<script>source</script>");
        IDocument view = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        view.QuerySelectorAll("script, img, iframe, link, object, [onload]").ShouldBeEmpty();
        view.QuerySelectorAll("li").Length.ShouldBe(extractor.Blocks.Count);
        html.Count(c => char.IsControl(c) && c is not ('\n' or '\t')).ShouldBe(0);
        html.ShouldNotContain('\ufffe');
    }

    [Fact]
    public void A_page_that_was_rejected_has_a_view_that_says_why()
    {
        (string html, _) = Explain("%PDF-1.7\n"u8.ToArray(), "everything");
        html.ShouldContain("<dt>rejected</dt><dd dir=\"auto\">pdf</dd>");
    }

    [Fact]
    public void Long_blocks_are_cut_and_say_so()
    {
        (string html, _) = Explain(Encoding.UTF8.GetBytes($"<p>{new string('x', 5000)}</p>"), "everything");
        html.ShouldContain("… 1000 more characters");
        html.ShouldContain("5000 characters");
    }

    private static (string Html, PageExtractor Extractor) Explain(byte[] body, string name, string source = "page.html")
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = name });
        var output = new StringWriter();
        PageExplanation.Write(output, source, name, extractor, extractor.Extract(body));
        return (output.ToString(), extractor);
    }
}
