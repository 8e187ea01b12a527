using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Portolan.Extraction.Pages;
using Portolan.Extraction.Tests.Pages;
using Portolan.Testing;

namespace Portolan.Extraction.Tests;

public sealed class PageExtractorTests
{
    private const string Page = "<!DOCTYPE html><html lang=de_at><title>Über uns | Beispiel</title><body><h1>Über uns</h1><p>Grüße aus <b>Köln</b>.</p></body></html>";

    [Theory]
    [InlineData("utf-8", "text/html; charset=utf-8", "utf-8")]
    [InlineData("utf-8", "text/html", "utf-8")]
    [InlineData("utf-8", "text/html; charset=iso-8859-1", "utf-8")]
    [InlineData("iso-8859-1", "text/html; charset=utf-8", "windows-1252")]
    [InlineData("iso-8859-1", "text/html; charset=ISO-8859-1", "windows-1252")]
    [InlineData("utf-16LE", "text/html", "utf-16le")]
    [InlineData("utf-16BE", "text/plain", "utf-16be")]
    public void Text_and_metadata_survive_the_character_set_and_what_the_server_says(string encoding, string contentType, string charset)
    {
        ExtractedPage page = new PageExtractor(new ExtractionOptions { Extractor = "everything" }).Extract(Encoding.GetEncoding(encoding).GetBytes(Page), contentType);
        page.Rejection.ShouldBeNull();
        page.Text.ShouldBe("Über uns\nGrüße aus Köln.");
        page.Metadata.Title.ShouldBe("Über uns");
        page.Metadata.Language.ShouldBe("de-AT");
        page.Charset.ShouldBe(charset);
    }

    [Fact]
    public void Plain_text_becomes_paragraphs()
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything" });
        ExtractedPage page = extractor.Extract("One line\r\nand its end.\r\n\r\nAnother\0 paragraph."u8, "text/plain");
        page.Text.ShouldBe("One line\nand its end.\nAnother paragraph.");
        extractor.Blocks.Count.ShouldBe(2);
        extractor.Verdicts.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("", "text/html", PageRejection.Empty)]
    [InlineData(" \n\0 ", "text/html", PageRejection.Empty)]
    [InlineData("<html><body> </body></html>", "text/html", PageRejection.Empty)]
    [InlineData("%PDF-1.7\n", "text/html", PageRejection.Pdf)]
    [InlineData("{\"a\": 1}", "text/html", PageRejection.Json)]
    [InlineData("body { color: red }", "text/css", PageRejection.NotHtml)]
    [InlineData("01234567890", null, PageRejection.TooLarge)]
    public void A_page_without_text_has_a_reason_and_leaves_no_blocks_of_the_page_before(string body, string? contentType, string reason)
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything", MaxBytes = body.StartsWith("0123", StringComparison.Ordinal) ? 10 : 1000 });
        extractor.Extract("<p>text"u8);
        ExtractedPage page = extractor.Extract(Encoding.UTF8.GetBytes(body), contentType);
        page.Rejection.ShouldBe(reason);
        page.Text.ShouldBeEmpty();
        extractor.Blocks.Count.ShouldBe(0);
        extractor.Verdicts.Length.ShouldBe(0);
    }

    [Fact]
    public void A_page_of_nothing_but_elements_is_turned_away_before_it_fills_the_memory()
    {
        // 12 MB whose tree would take some forty times that.
        byte[] body = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<i><p>", 2_000_000)));
        var extractor = new PageExtractor();
        extractor.Extract(body, "text/html").Rejection.ShouldBe(PageRejection.TooManyElements);
        extractor.Blocks.Count.ShouldBe(0);
        extractor.Extract("<p>Hello there, this is a page again."u8).Rejection.ShouldNotBe(PageRejection.TooManyElements);
    }

    [Fact]
    public void Options_that_name_nothing_are_refused()
    {
        Should.Throw<ArgumentException>(() => new PageExtractor(new ExtractionOptions { Extractor = "none" })).Message.ShouldContain("everything");
        Should.Throw<ArgumentException>(() => new PageExtractor(new ExtractionOptions { Extractor = "everything", Charset = "utf-9" })).Message.ShouldContain("utf-9");
        Should.Throw<ArgumentOutOfRangeException>(() => new PageExtractor(new ExtractionOptions { MaxBytes = 0 }));
    }

    [Fact]
    public void A_character_set_from_the_caller_is_used_whatever_the_page_says()
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything", Charset = "koi8-r" });
        extractor.Extract([.. "<meta charset=utf-8><p>"u8, 0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4], "text/html; charset=utf-8").Text.ShouldBe("Привет");
    }

    [SharedDataFact]
    public void Every_shared_page_has_text_and_none_of_them_disturbs_the_next()
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything" });
        int pages = 0;
        foreach ((string name, byte[] body) in SharedPages.All())
        {
            ExtractedPage page = extractor.Extract(body, "text/html", "https://www.example.com/a/b.html");
            page.Rejection.ShouldBeNull(name);
            page.Text.ShouldNotContain('\0');
            if (pages++ % 50 == 0)
            {
                new PageExtractor(new ExtractionOptions { Extractor = "everything" }).Extract(body, "text/html", "https://www.example.com/a/b.html").ShouldBe(page, name);
            }
        }

        pages.ShouldBe(540);
    }

    [SharedDataTheory]
    [InlineData("precise")]
    [InlineData("justext")]
    public void Other_extractors_go_through_pages_as_well(string name)
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = name, Format = TextFormat.Markdown, Comments = true });
        int pages = 0, kept = 0;
        foreach ((_, byte[] body) in SharedPages.All().Where((_, index) => index % 5 == 0))
        {
            ExtractedPage page = extractor.Extract(body, "text/html");
            (page.Rejection is null or PageRejection.NoContent).ShouldBeTrue(page.Rejection);
            pages++;
            kept += page.Rejection is null ? 1 : 0;
        }

        kept.ShouldBeGreaterThan(pages * 8 / 10);
    }

    [SharedDataFact]
    public void Every_response_of_the_crawl_gives_text_or_a_reason()
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything" });
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        int responses = 0;
        foreach ((string? contentType, byte[] body) in SharedPages.Crawl())
        {
            ExtractedPage page = extractor.Extract(body, contentType);
            (page.Text.Length == 0).ShouldBe(page.Rejection is not null);
            responses++;
            reasons[page.Rejection ?? ""] = reasons.GetValueOrDefault(page.Rejection ?? "") + 1;
        }

        responses.ShouldBe(503);
        reasons.Keys.ShouldBeSubsetOf(["", PageRejection.Empty, PageRejection.Image, PageRejection.Pdf, PageRejection.Json, PageRejection.Archive]);
    }

    [Fact]
    public void Any_bytes_under_any_type_give_a_page()
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything" });
        string?[] types = [null, "text/html", "text/html; charset=gb18030", "text/plain; charset=shift_jis", "application/xhtml+xml; charset=utf-16", "text/html; charset=iso-2022-jp", ";;charset", "image/png"];
        Prop.ForAll<byte[], int>((body, choice) =>
        {
            ExtractedPage page = extractor.Extract(body, types[(choice & int.MaxValue) % types.Length]);
            return (page.Text.Length == 0) == (page.Rejection is not null);
        }).QuickCheckThrowOnFailure();
        Prop.ForAll<byte[]>(bytes => PageExtractor.Fuzz(bytes)).QuickCheckThrowOnFailure();
    }

    [SharedDataFact]
    public void Damaged_copies_of_pages_give_text_or_a_reason()
    {
        var random = new Random(20241);
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything", Comments = true });
        foreach ((string name, byte[] body) in SharedPages.All().Where((_, index) => index % 12 == 0))
        {
            for (int copy = 0; copy < 2; copy++)
            {
                byte[] damaged = body[..random.Next(1, body.Length)];
                for (int i = 0; i < 40; i++)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                ExtractedPage page = extractor.Extract(damaged, "text/html", "https://www.example.com/");
                (page.Text.Length == 0).ShouldBe(page.Rejection is not null, name);
            }
        }
    }

    [Theory]
    [InlineData("nested", "<div class=author>")]
    [InlineData("headings", "<h1><div>")]
    [InlineData("metas", "<meta name=author content='A B'>")]
    [InlineData("open tag", "<a href='")]
    [InlineData("comment", "<!--")]
    [InlineData("script", "<script type=application/ld+json>{\"a\":[")]
    [InlineData("json", "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":{\"@id\":\"x\"}}</script>")]
    [InlineData("entities", "&amp;&lt;&#x10FFFF;&")]
    [InlineData("line", "text without an end ")]
    [InlineData("escapes", "\x1B$B\x1B(B")]
    [InlineData("digits", "<time>2019-")]
    public void Time_grows_with_the_length_of_a_hostile_page_and_no_faster(string name, string unit)
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything" });
        byte[] small = Repeat(unit, 1 << 17), large = Repeat(unit, 1 << 20);
        extractor.Extract(small, "text/html");
        double shorter = Seconds(() => extractor.Extract(small, "text/html"));
        double longer = Seconds(() => extractor.Extract(large, "text/html"));

        // Eight times the bytes; four times that for noise and caches, and a floor under which time measures nothing.
        longer.ShouldBeLessThan(Math.Max(32 * shorter, 1), name);
    }

    [SharedDataFact]
    public void A_page_costs_its_text_and_metadata_and_little_more()
    {
        byte[] body = SharedPages.All().MaxBy(page => page.Body.Length).Body;
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything" });
        ExtractedPage page = extractor.Extract(body, "text/html", "https://www.example.com/a");
        long bytes = Allocations.Least(() => extractor.Extract(body, "text/html", "https://www.example.com/a"));
        bytes.ShouldBeLessThan((2 * page.Text.Length) + 20_000);
    }

    private static byte[] Repeat(string unit, int bytes) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, bytes / unit.Length)));

    private static double Seconds(Action work) => Enumerable.Range(0, 3).Min(_ =>
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });
}
