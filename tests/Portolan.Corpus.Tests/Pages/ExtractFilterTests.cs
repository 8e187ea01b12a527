using System.IO.Compression;
using System.Text;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Extract;

namespace Portolan.Corpus.Tests.Pages;

public sealed class ExtractFilterTests
{
    private const string First = "The harbour master wrote down the depth of every channel before noon, as he had done for twenty years.";
    private const string Second = "A lighthouse keeper counted the ships that passed between two tides, and told nobody how many there had been.";

    private static readonly string html = PageArchive.Article("Depths of the harbour", "en", First, Second);

    [Fact]
    public void A_page_becomes_text_title_and_metadata()
    {
        Document document = Page(Encoding.UTF8.GetBytes(html), "");
        Apply(document).IsKept.ShouldBeTrue();
        document.HasPage.ShouldBeFalse();
        Text(document.Text).Split('\n').ShouldContain(First);
        Text(document.Text).ShouldContain(Second);
        Text(document.Text).ShouldNotContain("Imprint");
        Text(document.Title).ShouldBe("Depths of the harbour");
        Text(document.Metadata(PageField.Author)).ShouldBe("Ada Lovelace");
        Text(document.Metadata(PageField.Description)).ShouldBe("About Depths of the harbour.");
        Text(document.Metadata(PageField.LanguageHint)).ShouldBe("en");
        document.OriginalLineCount.ShouldBe(document.LineCount);
        document.FlowBytes.ShouldBe(document.Text.Length);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("none")]
    [InlineData("undeclared")]
    [InlineData("claimed")]
    [InlineData("chunked")]
    public void The_codings_of_the_answer_make_no_difference(string coding)
    {
        Document plain = Page(Encoding.UTF8.GetBytes(html), "");
        Apply(plain);
        byte[] body = Encoding.UTF8.GetBytes(html);
        (byte[] coded, string headers) = coding switch
        {
            "gzip" => (Compress(body, s => new GZipStream(s, CompressionLevel.Fastest)), "Content-Encoding: gzip\r\n"),
            "deflate" => (Compress(body, s => new ZLibStream(s, CompressionLevel.Fastest)), "Content-Encoding: deflate\r\n"),
            "br" => (Compress(body, s => new BrotliStream(s, CompressionLevel.Fastest)), "Content-Encoding: br\r\n"),
            "undeclared" => (Compress(body, s => new GZipStream(s, CompressionLevel.Fastest)), ""),
            "claimed" => (body, "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
            "chunked" => ([.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8], "Transfer-Encoding: chunked\r\n"),
            _ => (body, ""),
        };
        Document document = Page(coded, headers);
        Apply(document).IsKept.ShouldBeTrue();
        Text(document.Text).ShouldBe(Text(plain.Text));
        Text(document.Title).ShouldBe(Text(plain.Title));
    }

    [Fact]
    public void Compression_that_is_cut_or_unknown_is_a_reason()
    {
        byte[] gzip = Compress(Encoding.UTF8.GetBytes(html), s => new GZipStream(s, CompressionLevel.Fastest));
        Apply(Page(gzip[..^20], "Content-Encoding: gzip\r\n")).Reason.ShouldBe(ExtractFilter.DamagedEncoding);
        Apply(Page(gzip, "Content-Encoding: zstd\r\n")).Reason.ShouldBe(ExtractFilter.UnknownEncoding);
        Apply(Page(gzip, "Content-Encoding: gzip\r\n")).IsKept.ShouldBeTrue();
    }

    [Fact]
    public void The_limit_holds_for_what_is_decoded()
    {
        byte[] body = Encoding.UTF8.GetBytes(html);
        byte[] gzip = Compress(body, s => new GZipStream(s, CompressionLevel.Fastest));
        Apply(Page(gzip, "Content-Encoding: gzip\r\n"), new ExtractFilterOptions { MaxBytes = body.Length }).IsKept.ShouldBeTrue();
        Apply(Page(gzip, "Content-Encoding: gzip\r\n"), new ExtractFilterOptions { MaxBytes = body.Length - 1 }).Reason.ShouldBe(ExtractFilter.TooLarge);
        byte[] bomb = Compress(new byte[1 << 27], s => new GZipStream(s, CompressionLevel.Fastest));
        Apply(Page(bomb, "Content-Encoding: gzip\r\n")).Reason.ShouldBe(ExtractFilter.TooLarge);
        var resource = new Document();
        resource.SetPage(body, body.Length, false, "text/html"u8);
        Apply(resource, new ExtractFilterOptions { MaxBytes = body.Length - 1 }).Reason.ShouldBe(ExtractFilter.TooLarge);
    }

    [Fact]
    public void What_is_no_page_keeps_its_bytes_for_the_report()
    {
        Document picture = Page([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'], "");
        Apply(picture).Reason.ShouldNotBeNull();
        picture.HasPage.ShouldBeTrue();
        Apply(Page("<html><body></body></html>"u8.ToArray(), "")).Reason.ShouldNotBeNull();
        Apply(Page([], "")).Reason.ShouldNotBeNull();
    }

    [Fact]
    public void Half_a_surrogate_pair_and_nul_bytes_leave_valid_text()
    {
        Document document = Page(Encoding.UTF8.GetBytes(html.Replace("noon", "no&#xD800;\0on", StringComparison.Ordinal)), "");
        Apply(document).IsKept.ShouldBeTrue();
        Text(document.Text).ShouldContain("no");
        document.Text.IndexOf("\uFFFD"u8).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_document_without_a_page_is_a_mistake_of_the_caller()
    {
        var document = new Document();
        document.SetText("text"u8);
        Should.Throw<InvalidOperationException>(() => Apply(document));
    }

    private static FilterVerdict Apply(Document document, ExtractFilterOptions? options = null) => new ExtractFilter(options ?? new ExtractFilterOptions()).Apply(document);

    private static Document Page(byte[] body, string headers)
    {
        var document = new Document();
        document.SetOrigin("http://a.example/x"u8, default, default);
        byte[] block = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n"), .. body];
        document.SetPage(block, body.Length, hasHttpHead: true, default);
        return document;
    }

    private static byte[] Compress(byte[] data, Func<Stream, Stream> coder)
    {
        var target = new MemoryStream();
        using (Stream stream = coder(target))
        {
            stream.Write(data);
        }

        return target.ToArray();
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
