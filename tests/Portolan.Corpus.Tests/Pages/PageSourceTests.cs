using System.Text;
using Portolan.Corpus.Internals;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Pages;

public sealed class PageSourceTests
{
    private const string Html = "<html><body><p>text</p></body></html>";

    [Fact]
    public void A_page_keeps_its_origin_and_its_bytes()
    {
        (string? Reason, Document Document) page = Single(new PageArchive().Page("http://a.example/x", Html));
        page.Reason.ShouldBeNull();
        Text(page.Document.Url).ShouldBe("http://a.example/x");
        Text(page.Document.DateDownload).ShouldBe("2026-04-05T12:00:00Z");
        Text(page.Document.Digest).ShouldBe("sha1:P");
        page.Document.HasPage.ShouldBeTrue();
        page.Document.LineCount.ShouldBe(0);
        page.Document.FlowBytes.ShouldBe(Html.Length);
        Text(page.Document.Page).ShouldEndWith(Html);
    }

    [Theory]
    [InlineData("200 OK", "Content-Type: text/html\r\n", Html, null)]
    [InlineData("200 OK", "", Html, null)]
    [InlineData("200", "content-type: TEXT/HTML;charset=x\r\n", Html, null)]
    [InlineData("200 OK", "Content-Type: application/xhtml+xml\r\n", Html, null)]
    [InlineData("200 OK", "Content-Type: html\r\n", Html, null)]
    [InlineData("200 OK", "Content-Type: text/plain\r\n", "words", null)]
    [InlineData("200 OK", "Content-Type: image/png\r\n", "\u0089PNG", PageReasons.NotHtml)]
    [InlineData("200 OK", "Content-Type: image/png\r\n", " \r\n<!DOCTYPE html><p>x", null)]
    [InlineData("200 OK", "Content-Type: image/png\r\n", "<htmlx>", PageReasons.NotHtml)]
    [InlineData("200 OK", "Content-Type: image/png\r\n", "<HTML>", null)]
    [InlineData("200 OK", "Content-Type: text/htmlx\r\n", "x", PageReasons.NotHtml)]
    [InlineData("200 OK", "Content-Type: application/pdf\r\n", "%PDF-1.4", PageReasons.NotHtml)]
    [InlineData("200 OK", "Content-Type: text/html\r\n", "", PageReasons.Empty)]
    [InlineData("201 Created", "Content-Type: text/html\r\n", Html, PageReasons.Status)]
    [InlineData("299 x", "Content-Type: text/html\r\n", Html, PageReasons.Status)]
    [InlineData("300 x", "Content-Type: text/html\r\n", Html, PageReasons.Redirect)]
    [InlineData("301 Moved", "Location: /y\r\n", "", PageReasons.Redirect)]
    [InlineData("399 x", "Content-Type: text/html\r\n", Html, PageReasons.Redirect)]
    [InlineData("400 x", "Content-Type: text/html\r\n", Html, PageReasons.Status)]
    [InlineData("503 Slow Down", "Content-Type: text/html\r\n", Html, PageReasons.Status)]
    [InlineData("abc", "Content-Type: text/html\r\n", Html, PageReasons.NotHttp)]
    public void What_a_server_answered_decides(string status, string headers, string body, string? expected) =>
        Single(new PageArchive().Page("http://a.example/x", body, headers, status)).Reason.ShouldBe(expected);

    [Theory]
    [InlineData("http://a.example/", null)]
    [InlineData("HTTPS://a.example/", null)]
    [InlineData("<http://a.example/>", null)]
    [InlineData("dns:a.example", PageReasons.NotHttp)]
    [InlineData("metadata://gnu.org/software/wget/warc/MANIFEST.txt", PageReasons.NotHttp)]
    [InlineData("", PageReasons.NotHttp)]
    public void Only_http_addresses_are_pages(string address, string? expected) =>
        Single(new PageArchive().Page(address, Html)).Reason.ShouldBe(expected);

    [Fact]
    public void Records_of_other_types_are_no_documents()
    {
        var archive = new PageArchive();
        foreach (string type in new[] { "warcinfo", "request", "metadata", "conversion", "continuation", "other" })
        {
            archive.Record(type, "http://a.example/", Encoding.UTF8.GetBytes(Html), "Content-Type: text/html\r\n");
        }

        (List<(string? Reason, Document Document)> found, InputSummary summary) = Read(archive);
        found.ShouldBeEmpty();
        summary.Records.ShouldBe(6);
    }

    [Fact]
    public void A_resource_has_its_type_in_the_record()
    {
        (string? Reason, Document Document) page = Single(new PageArchive().Record("resource", "http://a.example/", Encoding.UTF8.GetBytes(Html), "Content-Type: text/html\r\n"));
        page.Reason.ShouldBeNull();
        page.Document.PageHasHttpHead.ShouldBeFalse();
        Text(page.Document.PageContentType).ShouldBe("text/html");
        Text(page.Document.Page).ShouldBe(Html);
        Single(new PageArchive().Record("resource", "http://a.example/", [1, 2], "Content-Type: image/png\r\n")).Reason.ShouldBe(PageReasons.NotHtml);
    }

    [Fact]
    public void A_revisit_is_no_page_with_or_without_a_head()
    {
        byte[] head = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
        const string profile = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n";
        Single(new PageArchive().Record("revisit", "http://a.example/", head, profile)).Reason.ShouldBe(PageReasons.Revisit);
        Single(new PageArchive().Record("revisit", "http://a.example/", [], profile)).Reason.ShouldBe(PageReasons.Revisit);
    }

    [Theory]
    [InlineData("WARC-Truncated: length\r\n", false, PageReasons.Truncated)]
    [InlineData("WARC-Truncated: length\r\n", true, null)]
    [InlineData("WARC-Segment-Number: 1\r\n", false, PageReasons.Truncated)]
    [InlineData("", false, null)]
    public void Cut_pages_go_unless_the_recipe_keeps_them(string header, bool keeps, string? expected) =>
        Single(new PageArchive().Page("http://a.example/", Html, warc: header), new ReadOptions { Kind = DocumentKind.Warc, KeepTruncated = keeps }).Reason.ShouldBe(expected);

    [Fact]
    public void A_record_above_the_limit_is_counted_with_its_whole_size_and_without_being_held()
    {
        byte[] body = Encoding.ASCII.GetBytes("<html>" + new string('x', 100_000));
        var archive = new PageArchive().Page("http://a.example/large", body).Page("http://a.example/film", body[6..], "Content-Type: video/mp4\r\n").Page("http://a.example/small", Html);
        (List<(string? Reason, Document Document)> found, _) = Read(archive, new ReadOptions { Kind = DocumentKind.Warc, MaxRecordBytes = 50_000 });
        found.Count.ShouldBe(3);
        found[0].Reason.ShouldBe(PageReasons.TooLarge);
        found[0].Document.FlowBytes.ShouldBe(body.Length);
        found[0].Document.Page.Length.ShouldBeLessThan(50_000);
        found[1].Reason.ShouldBe(PageReasons.NotHtml);
        found[2].Reason.ShouldBeNull();
    }

    [Fact]
    public void An_arc_file_has_pages_too()
    {
        string head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
        string version = "1 0 test\nURL IP-address Archive-date Content-type Archive-length\n";
        byte[] arc = Encoding.ASCII.GetBytes(
            $"filedesc://a.arc 0.0.0.0 20260405120000 text/plain {version.Length}\n{version}\nhttp://a.example/ 1.2.3.4 20260405120001 text/html {head.Length + Html.Length}\n{head}{Html}\n");
        (List<(string? Reason, Document Document)> found, _) = Read(arc, new ReadOptions { Kind = DocumentKind.Warc });
        (string? Reason, Document Document) page = found.ShouldHaveSingleItem();
        page.Reason.ShouldBeNull();
        Text(page.Document.DateDownload).ShouldBe("2026-04-05T12:00:01Z");
        page.Document.PageBytes.ShouldBe(Html.Length);
    }

    [Fact]
    public void A_sample_of_what_was_dropped_shows_answer_and_words()
    {
        var document = new Document();
        document.SetPage("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html><head><style>p{}</style><script>var x = '<p>';</script><title>Gone</title></head><!-- no --><body><p>Nothing <b>here</b>.</p>"u8, 10, true, default);
        PageExcerpt.Of(document, 300).ShouldBe("HTTP/1.1 404 Not Found · text/html\nGone Nothing here .");
        document.SetPage("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\u0089PNG\0\0"u8, 10, true, default);
        PageExcerpt.Of(document, 300).ShouldBe("HTTP/1.1 200 OK · image/png");
        document.SetPage("plain"u8, 5, false, "text/plain"u8);
        PageExcerpt.Of(document, 300).ShouldBe("text/plain\nplain");
        document.SetPage("<p>unclosed <b"u8, 5, false, default);
        PageExcerpt.Of(document, 4).ShouldBe("uncl…");
        document.SetPage(default, 0, false, default);
        PageExcerpt.Of(document, 4).ShouldBe("");
    }

    private static (string? Reason, Document Document) Single(PageArchive archive, ReadOptions? options = null)
    {
        (List<(string? Reason, Document Document)> found, _) = Read(archive, options);
        return found.ShouldHaveSingleItem();
    }

    private static (List<(string? Reason, Document Document)> Found, InputSummary Summary) Read(PageArchive archive, ReadOptions? options = null) =>
        Read(archive.ToArray(), options ?? new ReadOptions { Kind = DocumentKind.Warc });

    private static (List<(string? Reason, Document Document)> Found, InputSummary Summary) Read(byte[] archive, ReadOptions options)
    {
        using TemporaryFolder folder = new();
        using var source = new PageSource(InputFile.FromPath(folder.Write("a.warc", archive)), options, CancellationToken.None);
        List<(string?, Document)> found = [];
        var document = new Document();
        while (source.MoveNext(document))
        {
            found.Add((source.DropReason, document));
            document = new Document();
        }

        source.Rejected.ShouldBeEmpty();
        return (found, source.Summarise());
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
