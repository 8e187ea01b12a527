using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Portolan.Corpus.Links;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Readers.Wat;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Tests.Pages;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Links;

public sealed class LinkListTests : IDisposable
{
    private const string Envelope = """
        {"Envelope":{"WARC-Header-Metadata":{"WARC-Type":"response","WARC-Target-URI":"http://a.example/b/c"},"Payload-Metadata":{"HTTP-Response-Metadata":{"HTML-Metadata":{
        "Head":{"Base":"/base/","Link":[{"path":"LINK@/href","url":"style.css","rel":"stylesheet"}]},
        "Links":[{"path":"A@/href","url":"one#x","text":"The\tfirst\n one","rel":"nofollow ugc"},{"path":"AREA@/href","url":"HTTP://B.example"},{"path":"A@/href","url":"#x"},
        {"path":"A@/href","url":"mailto:x"},{"path":"A@/href","url":"http://"},{"path":"IMG@/src","url":"i.png","alt":"Ein \"Bild\" <é>"}]}}}}}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Wat_links_are_listed_and_the_rest_is_counted()
    {
        string input = WriteWat("a.warc.wat", Envelope);
        LinkListSummary summary = new LinkList(Options("edges.tsv", input)).Run();
        File.ReadAllText(folder.File("edges.tsv")).ShouldBe(
            "http://a.example/b/c\thttp://a.example/base/one\ta\tnofollow ugc\tThe first one\nhttp://a.example/b/c\thttp://b.example/\tarea\t\t\n");
        (summary.Records, summary.Pages, summary.PagesWithoutLinks, summary.Links).ShouldBe((1, 1, 0, 2));
        summary.LeftOut.OrderBy(r => r.Key, StringComparer.Ordinal).ShouldBe([new("invalid", 1), new("not-an-anchor", 2), new("other-scheme", 1), new("same-page", 1)]);
        summary.Bytes.ShouldBe(new FileInfo(folder.File("edges.tsv")).Length);
    }

    [Fact]
    public void All_kinds_as_json_lines()
    {
        string input = WriteWat("a.warc.wat", Envelope);
        new LinkList(Options("edges.jsonl.gz", input) with { AllKinds = true }).Run().Links.ShouldBe(4);
        string[] lines = Unzip(folder.File("edges.jsonl.gz")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldBe([
            """{"source":"http://a.example/b/c","target":"http://a.example/base/style.css","kind":"link","rel":"stylesheet"}""",
            """{"source":"http://a.example/b/c","target":"http://a.example/base/one","kind":"a","rel":"nofollow ugc","text":"The first one"}""",
            """{"source":"http://a.example/b/c","target":"http://b.example/","kind":"area"}""",
            """{"source":"http://a.example/b/c","target":"http://a.example/base/i.png","kind":"img","text":"Ein \"Bild\" <é>"}""",
        ]);
        lines.ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public void Pages_of_warc_files_give_the_same_links()
    {
        const string html = """
            <html><head><base href="/base/"><link rel=stylesheet href=style.css></head><body>
            <a href="one#x" rel="nofollow ugc">The <b>first</b>
            one</a> <map><area href="HTTP://B.example"></map> <a href="#x">x</a> <a href="mailto:x">x</a> <a href="http://">x</a> <a>no link</a>
            <img src="i.png" alt='Ein "Bild" &lt;é&gt;'></body></html>
            """;
        string wat = WriteWat("a.warc.wat", Envelope);
        string warc = folder.Write("a.warc", new PageArchive().Page("http://a.example/b/c", html).Page("http://a.example/gone", html, status: "404 Not Found").ToArray());
        new LinkList(Options("wat.tsv", wat) with { AllKinds = true }).Run();
        LinkListSummary summary = new LinkList(Options("warc.tsv", warc) with { AllKinds = true, Kind = DocumentKind.Warc }).Run();
        File.ReadAllText(folder.File("warc.tsv")).ShouldBe(File.ReadAllText(folder.File("wat.tsv")));
        (summary.Records, summary.Pages, summary.PagesWithoutLinks, summary.Links).ShouldBe((2, 2, 1, 4));
    }

    [Fact]
    public void Any_number_of_workers_lists_the_same_and_leaves_nothing_behind()
    {
        string[] inputs = [.. Enumerable.Range(0, 7).Select(i => WriteWat($"{i}.warc.wat", Envelope.Replace("one#x", $"{i}", StringComparison.Ordinal)))];
        new LinkList(Options("one.tsv", inputs) with { Workers = 1 }).Run();
        List<int> done = [];
        new LinkList(Options("four.tsv", inputs) with { Workers = 4 }).Run(new Steps(done));
        File.ReadAllText(folder.File("four.tsv")).ShouldBe(File.ReadAllText(folder.File("one.tsv")));
        done.ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        Directory.GetFiles(folder.Path, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Bad_files_are_listed_and_the_others_read()
    {
        string bad = folder.Write("bad.warc.wat", "<html>not an archive</html>");
        string broken = WriteWat("broken.warc.wat", "{\"Envelope\":");
        LinkListSummary summary = new LinkList(Options("edges.tsv", bad, broken, WriteWat("good.warc.wat", Envelope))).Run();
        summary.Links.ShouldBe(2);
        summary.Rejected.Count.ShouldBe(2);
    }

    [Fact]
    public void Wrong_options_are_refused_before_anything_is_written()
    {
        string input = WriteWat("a.warc.wat", Envelope);
        Should.Throw<CorpusException>(() => new LinkList(Options("edges.csv", input))).Hint!.ShouldContain(".tsv");
        Should.Throw<CorpusException>(() => new LinkList(Options("edges.tsv", input) with { Kind = DocumentKind.Wet })).Message.ShouldBe("wet files have no links");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() => new LinkList(Options("edges.tsv", input)).Run(cancellationToken: cancelled.Token));
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).ShouldBe(["a.warc.wat"]);
    }

    [SharedDataFact]
    public void Real_links_resolve_as_the_framework_resolves_them()
    {
        int compared = 0, different = 0;
        foreach (string file in Directory.GetFiles(SharedData.PathOf("data/crawl/segments"), "*.wat.gz", SearchOption.AllDirectories))
        {
            using WarcReader reader = WarcReader.Open(file);
            var envelope = new WatEnvelope();
            var resolver = new LinkResolver();
            while (reader.MoveNext())
            {
                if (!reader.Current.IsJsonMetadata || !reader.Current.TryGetBody(out ReadOnlySpan<byte> body) || !envelope.TryRead(body, out _) || !resolver.TrySetBase(envelope.TargetUri))
                {
                    continue;
                }

                var page = new Uri(Encoding.UTF8.GetString(envelope.TargetUri));
                foreach (WatLink link in envelope.Links)
                {
                    string reference = Encoding.UTF8.GetString(envelope[link.Url]);
                    if (resolver.Resolve(envelope[link.Url], out ReadOnlySpan<byte> address) == LinkTarget.Page && Uri.TryCreate(page, reference.Trim(), out Uri? expected))
                    {
                        compared++;
                        different += Same(Encoding.UTF8.GetString(address), expected) ? 0 : 1;
                    }
                }
            }
        }

        // The framework also undoes percent escapes of letters, drops default ports and keeps [ ] | as they are.
        compared.ShouldBeGreaterThan(20_000);
        different.ShouldBeLessThan(compared / 500);
    }

    private static bool Same(string ours, Uri theirs)
    {
        string expected = theirs.GetLeftPart(UriPartial.Query);
        return ours == expected || Uri.TryCreate(ours, UriKind.Absolute, out Uri? again) && again.GetLeftPart(UriPartial.Query) == expected;
    }

    private LinkListOptions Options(string output, params string[] inputs) =>
        new() { Inputs = [.. inputs.Select(InputFile.FromPath)], Output = folder.File(output), Workers = 2 };

    private string WriteWat(string name, string json) =>
        folder.Write(name, new PageArchive().Record("metadata", "http://a.example/b/c", Encoding.UTF8.GetBytes(json), "Content-Type: application/json\r\n").ToArray());

    private static string Unzip(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private sealed class Steps(List<int> done) : IProgress<int>
    {
        public void Report(int value) => done.Add(value);
    }
}
