using System.Text;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Corpus.Tests.Build;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Pages;

/// <summary>From pages to a corpus, without language identification, so that a build takes milliseconds.</summary>
public sealed class PageBuildTests : IDisposable
{
    private const string Recipe = """
        name: pages
        stages:
          - read: {kind: warc}
          - extract
          - length: {minimum: 40}
          - exact-dedup: {mode: keep-first}
          - length: {minimum: 1}
          - write
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_capture_is_kept_or_counted_with_its_reason()
    {
        string[] files = WriteCrawl(files: 3, pages: 12);
        BuildCompleted done = await Builds.RunAsync(Builds.Options(Recipe, folder.File("out"), files));
        StageCounts[] stages = [.. done.Manifest.Stages];
        stages.Select(s => s.Stage).ShouldBe(["read", "extract", "length", "exact-dedup", "length-2", "write"]);
        stages[0].DocumentsIn.ShouldBe(3 * (12 + 5));
        stages[0].Dropped.ShouldBe(new SortedDictionary<string, DropCount>
        {
            ["http-status"] = new(3, 3 * "gone".Length),
            ["not-html"] = new(3, 3 * 4),
            ["not-http"] = new(3, 3 * 3),
            ["redirect"] = new(3, 0),
            ["revisit"] = new(3, 0),
        });
        done.Manifest.Rejected.ShouldBeEmpty();
        done.Manifest.Samples.Where(s => s.Stage == "read").Select(s => s.Reason).Distinct().Order().ShouldBe(stages[0].Dropped.Keys);
        done.Manifest.Samples.First(s => s.Reason == "http-status").Excerpt.ShouldBe("HTTP/1.1 404 Not Found · text/html\ngone");
        done.Manifest.Lengths.Read.Sum().ShouldBe(36);

        List<string> titles = [];
        foreach (Document document in CorpusDirectory.Documents(folder.File("out")))
        {
            titles.Add(Encoding.UTF8.GetString(document.Title));
            Encoding.UTF8.GetString(document.Metadata(PageField.Author)).ShouldBe("Ada Lovelace");
            Encoding.UTF8.GetString(document.Text).ShouldNotContain("Imprint");
        }

        titles.Count.ShouldBe(36);
        titles.Distinct().Count().ShouldBe(36);
        string report = File.ReadAllText(done.ReportPath);
        report.ShouldContain("not main text");
        report.ShouldContain("HTTP/1.1 404 Not Found");
    }

    [Fact]
    public async Task Addresses_can_be_compared_before_text_is_extracted()
    {
        string[] files = WriteCrawl(files: 2, pages: 6);
        string again = folder.Write("again.warc", new PageArchive().Page("http://host0.example/0/0", PageArchive.Article("Again", "en", "The harbour master wrote down the depth of every channel before noon, again and again.")).ToArray());
        string compared = "name: x\nstages:\n  - read: {kind: warc}\n  - url-filter\n  - url-dedup\n  - extract\n  - write\n";
        BuildCompleted before = await Builds.RunAsync(Builds.Options(compared, folder.File("before"), [.. files, again]));
        before.Manifest.Stages.Single(s => s.Stage == "url-dedup").Dropped["url-duplicate"].Documents.ShouldBe(1);
        BuildCompleted after = await Builds.RunAsync(Builds.Options(compared.Replace("  - url-dedup\n  - extract\n", "  - extract\n  - url-dedup\n", StringComparison.Ordinal), folder.File("after"), [.. files, again]));
        Builds.Texts(folder.File("before")).ShouldBe(Builds.Texts(folder.File("after")));
        before.Manifest.Lengths.Read.Sum().ShouldBe(12);
        after.Manifest.Lengths.Read.Sum().ShouldBe(13);
    }

    [Fact]
    public async Task One_worker_and_eight_write_the_same_bytes()
    {
        string[] files = WriteCrawl(files: 5, pages: 8);
        BuildCompleted one = await Builds.RunAsync(Builds.Options(Recipe, folder.File("one"), files) with { Workers = 1 });
        BuildCompleted eight = await Builds.RunAsync(Builds.Options(Recipe, folder.File("eight"), files) with { Workers = 8, MemoryBytes = 1_000_000 });
        Builds.Outputs(folder.File("eight")).ShouldBe(Builds.Outputs(folder.File("one")));
        Builds.Comparable(eight.Manifest).ShouldBe(Builds.Comparable(one.Manifest));
    }

    [Fact]
    public async Task A_build_from_its_own_output_keeps_what_was_extracted()
    {
        string[] files = WriteCrawl(files: 1, pages: 4);
        await Builds.RunAsync(Builds.Options(Recipe, folder.File("first"), files));
        string output = Directory.GetFiles(folder.File("first"), "*.json.gz").ShouldHaveSingleItem();
        const string again = "name: again\nstages:\n  - read: {kind: jsonl}\n  - write\n";
        await Builds.RunAsync(Builds.Options(again, folder.File("second"), output));
        Builds.Outputs(folder.File("second")).ShouldBe(Builds.Outputs(folder.File("first")));
    }

    [Fact]
    public async Task Coded_bodies_may_grow_and_the_bytes_balance_all_the_same()
    {
        string text = string.Concat(Enumerable.Repeat("The harbour master wrote down the depth of every channel before noon. ", 300));
        string html = PageArchive.Article("Depths", "en", text);
        var gzip = new MemoryStream();
        using (var stream = new System.IO.Compression.GZipStream(gzip, System.IO.Compression.CompressionLevel.Optimal))
        {
            stream.Write(Encoding.UTF8.GetBytes(html));
        }

        string file = folder.Write("a.warc", new PageArchive().Page("http://a.example/", gzip.ToArray(), "Content-Type: text/html\r\nContent-Encoding: gzip\r\n").ToArray());
        BuildCompleted done = await Builds.RunAsync(Builds.Options("name: x\nstages:\n  - read: {kind: warc}\n  - extract\n  - write\n", folder.File("out"), file));
        StageCounts extract = done.Manifest.Stages[1];
        extract.BytesIn.ShouldBe(gzip.ToArray().Length);
        extract.BytesOut.ShouldBeGreaterThan(20_000);
        extract.BytesTrimmed.ShouldBe(extract.BytesIn - extract.BytesOut);
    }

    [Fact]
    public async Task Wat_records_become_documents_without_text()
    {
        const string json = """{"Envelope":{"WARC-Header-Metadata":{"WARC-Type":"response","WARC-Target-URI":"http://a.example/b/c","WARC-Date":"2026-04-05T12:00:00Z"},"Payload-Metadata":{"HTTP-Response-Metadata":{"Response-Message":{"Status":"404"},"Headers":{"Content-Type":"text/html"},"HTML-Metadata":{"Head":{"Title":" A\n title ","Metas":[{"name":"description","content":"D"}],"Link":[{"path":"LINK@/href","url":"../x","rel":"canonical"}]},"Links":[{"path":"A@/href","url":"d"},{"path":"A@/href","url":"http://b.example/"},{"path":"A@/href","url":"mailto:x"},{"path":"IMG@/src","url":"i"}]}}}}}""";
        byte[] archive = new PageArchive()
            .Record("metadata", "http://a.example/b/c", Encoding.UTF8.GetBytes(json), "Content-Type: application/json\r\n")
            .Record("metadata", "http://a.example/b/c", Encoding.UTF8.GetBytes(json.Replace("\"response\"", "\"request\"", StringComparison.Ordinal)), "Content-Type: application/json\r\n")
            .Record("metadata", "http://a.example/b/c", "{"u8.ToArray(), "Content-Type: application/json\r\n")
            .ToArray();
        BuildCompleted done = await Builds.RunAsync(Builds.Options("name: wat\nstages:\n  - read: {kind: wat}\n  - write\n", folder.File("out"), folder.Write("a.warc.wat", archive)));
        done.Manifest.Stages[0].DocumentsIn.ShouldBe(1);
        done.Manifest.Rejected.ShouldHaveSingleItem().Reason.ShouldStartWith("not valid JSON");
        int count = 0;
        foreach (Document document in CorpusDirectory.Documents(folder.File("out")))
        {
            count++;
            Encoding.UTF8.GetString(document.Title).ShouldBe("A title");
            Encoding.UTF8.GetString(document.Metadata(PageField.Description)).ShouldBe("D");
            Encoding.UTF8.GetString(document.Metadata(PageField.CanonicalUrl)).ShouldBe("http://a.example/x");
            Encoding.UTF8.GetString(document.Metadata(PageField.ContentType)).ShouldBe("text/html");
            (document.HttpStatus, document.LinkCount, document.ExternalLinkCount, document.LineCount).ShouldBe((404, 2, 1, 0));
        }

        count.ShouldBe(1);
    }

    private string[] WriteCrawl(int files, int pages)
    {
        List<string> paths = [];
        for (int file = 0; file < files; file++)
        {
            var archive = new PageArchive();
            for (int i = 0; i < pages; i++)
            {
                string words = $"Chart {(char)('a' + file)}{(char)('a' + i)}";
                archive.Page($"http://host{i % 3}.example/{file}/{i}", PageArchive.Article(
                    words, "en",
                    $"{words}: the harbour master wrote down the depth of every channel before noon, as he had done for twenty years.",
                    "A lighthouse keeper counted the ships that passed between two tides, and told nobody how many there had been."));
            }

            archive.Page($"http://host.example/{file}/gone", "gone", "Content-Type: text/html\r\n", "404 Not Found")
                .Page($"http://host.example/{file}/moved", "", "Location: /\r\n", "302 Found")
                .Page($"http://host.example/{file}/i.png", [0x89, 0x50, 0x4e, 0x47], "Content-Type: image/png\r\n")
                .Record("resource", "dns:host.example", [1, 2, 3], "Content-Type: text/dns\r\n")
                .Record("revisit", $"http://host.example/{file}/again", []);
            paths.Add(folder.Write($"crawl-{file}.warc", archive.ToArray()));
        }

        return [.. paths];
    }
}
