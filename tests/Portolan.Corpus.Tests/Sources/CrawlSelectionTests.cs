using System.Text;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Sources;

public sealed class CrawlSelectionTests : IDisposable
{
    private const string Crawl = "CC-MAIN-2024-22";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, byte[]> files = MakeCrawl();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2, null, 4)]
    [InlineData(1, null, 2)]
    [InlineData(null, null, 6)]
    [InlineData(2, 3, 3)]
    [InlineData(9, null, 6)]
    public async Task First_segments_and_files_are_taken(int? segments, int? fileCount, int expected)
    {
        using LoopbackServer server = LoopbackServer.OfFiles(files);
        IReadOnlyList<InputFile> found = await Resolver(server).ResolveAsync(new CrawlSelection(Crawl, InputKind.Wet, segments, fileCount));
        found.Count.ShouldBe(expected);
        found.ShouldAllBe(static file => file.Kind == InputKind.Wet);
        found.Select(static file => CrawlSelection.SegmentOf(file.Name)).Distinct().Count().ShouldBe(segments is { } n ? Math.Min(n, 3) : 3);

        // Only the list was asked for, and what it names is the identity.
        server.Requests.ShouldHaveSingleItem().Path.ShouldBe($"/crawl-data/{Crawl}/wet.paths.gz");
        found[0].Identity.ShouldBe(found[0].Name);
        using var reader = new StreamReader(found[0].Open());
        (await reader.ReadToEndAsync()).ShouldBe("wet 0 0");
    }

    [Fact]
    public async Task Second_run_works_from_the_cache_alone()
    {
        CrawlSelection selection = new(Crawl, InputKind.Wet, 1);
        LoopbackServer server = LoopbackServer.OfFiles(files);
        IReadOnlyList<InputFile> first = await Resolver(server).ResolveAsync(selection);
        first[0].Open().Dispose();
        server.Dispose();
        IReadOnlyList<InputFile> second = await Resolver(server).ResolveAsync(selection);
        second.ShouldBe(first);
        second[0].Open().Dispose();
    }

    [Fact]
    public async Task Local_mirror_serves_as_base()
    {
        foreach ((string path, byte[] content) in files)
        {
            folder.Write("mirror" + path, content);
        }

        var resolver = new InputResolver(new InputResolverOptions { BaseAddress = folder.File("mirror") });
        IReadOnlyList<InputFile> found = await resolver.ResolveAsync(new CrawlSelection(Crawl, InputKind.Warc, 2));
        found.Count.ShouldBe(4);
        found.ShouldAllBe(static file => file.LocalPath != null);

        folder.Write($"mirror/crawl-data/{Crawl}/wat.paths.gz", "../../segments/1/wat/x.gz");
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => resolver.ResolveAsync(new CrawlSelection(Crawl, InputKind.Wat)));
        e.Message.ShouldContain("leaves");
    }

    [Fact]
    public async Task Crawl_that_is_not_there_is_an_error_that_names_the_list()
    {
        using LoopbackServer server = LoopbackServer.OfFiles(files);
        CorpusException e = await Should.ThrowAsync<CorpusException>(
            () => Resolver(server).ResolveAsync(new CrawlSelection("CC-MAIN-2031-10", InputKind.Wet)));
        e.Message.ShouldContain("404");
        e.Message.ShouldContain("crawl-data/CC-MAIN-2031-10/wet.paths.gz");
    }

    [Theory]
    [InlineData("CC-MAIN-2024-22", true)]
    [InlineData("CC-MAIN-2012", true)]
    [InlineData("CC-MAIN-2009-2010", true)]
    [InlineData("cc-main-2024-22", false)]
    [InlineData("CC-MAIN-2024-2", false)]
    [InlineData("CC-MAIN-2024-222", false)]
    [InlineData("CC-MAIN-../../x", false)]
    [InlineData("CC-MAIN-2024x22", false)]
    [InlineData("", false)]
    public void Names_of_crawls_have_a_shape(string name, bool valid)
    {
        Action check = new CrawlSelection(name, InputKind.Wet).Validate;
        if (valid)
        {
            check.ShouldNotThrow();
        }
        else
        {
            check.ShouldThrow<CorpusException>().Hint!.ShouldContain("CC-MAIN-2024-22");
        }
    }

    [Fact]
    public void Impossible_selections_are_refused()
    {
        Should.Throw<CorpusException>(new CrawlSelection(Crawl, InputKind.Any).Validate);
        Should.Throw<CorpusException>(new CrawlSelection(Crawl, InputKind.Json).Validate);
        Should.Throw<CorpusException>(new CrawlSelection(Crawl, InputKind.Wet, 0).Validate);
        Should.Throw<CorpusException>(new CrawlSelection(Crawl, InputKind.Wet, 1, -1).Validate);
        Should.Throw<CorpusException>(() => new CrawlSelection(Crawl, InputKind.Wet, 1).Select([new("flat.gz", 7)], "list"))
            .Message.ShouldContain("line 7");
    }

    [Fact]
    public async Task Addresses_are_probed_and_their_version_is_part_of_the_identity()
    {
        using LoopbackServer server = LoopbackServer.OfFiles(files);
        string address = server.AddressOf(files.Keys.First(static key => key.Contains("/wet/", StringComparison.Ordinal))).AbsoluteUri;
        InputFile file = (await Resolver(server).ResolveAsync([address, address])).ShouldHaveSingleItem();
        file.Length.ShouldBe(7);
        file.Identity.ShouldContain(LoopbackAnswer.Tag);
        server.Requests.ShouldHaveSingleItem().Method.ShouldBe("HEAD");
        file.Open().Dispose();
        (await Resolver(server).ResolveAsync([address]))[0].Identity.ShouldBe(file.Identity);
    }

    [Fact]
    public async Task Changed_file_behind_an_address_is_fetched_again()
    {
        byte[] content = "first"u8.ToArray();
        string tag = "\"1\"";
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, content, tag));
        string address = server.AddressOf("a.warc").AbsoluteUri;
        await Read();
        content = "second"u8.ToArray();
        tag = "\"2\"";
        (await Read()).ShouldBe("second");
        server.Requests.Select(static request => request.Method).ShouldBe(["HEAD", "GET", "HEAD", "GET"]);

        async Task<string> Read()
        {
            using var reader = new StreamReader((await Resolver(server).ResolveAsync([address]))[0].Open());
            return await reader.ReadToEndAsync();
        }
    }

    [Fact]
    public async Task Server_that_does_not_know_head_is_read_all_the_same()
    {
        using LoopbackServer server = new(request => request.Method == "HEAD"
            ? LoopbackAnswer.Status(405, "Method Not Allowed")
            : LoopbackAnswer.File(request, "body"u8.ToArray()));
        string address = server.AddressOf("a.warc").AbsoluteUri;
        InputFile file = (await Resolver(server).ResolveAsync([address]))[0];
        file.Length.ShouldBe(-1);
        file.Identity.ShouldBe(address);
        using var reader = new StreamReader(file.Open());
        (await reader.ReadToEndAsync()).ShouldBe("body");
    }

    [Fact]
    public async Task Without_cache_nothing_is_kept()
    {
        using LoopbackServer server = LoopbackServer.OfFiles(files);
        var options = new InputResolverOptions
        {
            BaseAddress = server.Base.AbsoluteUri,
            Http = new HttpSourceOptions { NoCache = true, CacheDirectory = folder.File("cache") },
        };
        IReadOnlyList<InputFile> found = await new InputResolver(options).ResolveAsync(new CrawlSelection(Crawl, InputKind.Wet, 1, 1));
        using (var reader = new StreamReader(found[0].Open()))
        {
            (await reader.ReadToEndAsync()).ShouldBe("wet 0 0");
        }

        Directory.Exists(folder.File("cache")).ShouldBeFalse();
    }

    [Fact]
    public async Task Lists_behind_addresses_name_files_of_their_mirror_or_beside_them()
    {
        files["/data/own.paths"] = Encoding.ASCII.GetBytes("a.warc\nsub/b.warc\nhttp://127.0.0.1:9/c.warc\n");
        using LoopbackServer server = LoopbackServer.OfFiles(files);
        var options = new InputResolverOptions { ProbeLimit = 0, Http = new HttpSourceOptions { CacheDirectory = folder.File("cache") } };
        IReadOnlyList<InputFile> own = await new InputResolver(options).ResolveAsync([server.AddressOf("data/own.paths").AbsoluteUri]);
        own.Select(static file => file.Name).ShouldBe(
            [server.AddressOf("data/a.warc").AbsoluteUri, server.AddressOf("data/sub/b.warc").AbsoluteUri, "http://127.0.0.1:9/c.warc"]);

        string list = server.AddressOf($"crawl-data/{Crawl}/wet.paths.gz").AbsoluteUri;
        IReadOnlyList<InputFile> mirrored = await new InputResolver(options).ResolveAsync([list]);
        mirrored.Count.ShouldBe(6);
        mirrored[0].Name.ShouldStartWith(server.Base.AbsoluteUri + "crawl-data/CC-MAIN-2024-22/segments/");

        // A copy of a crawl's list on this disk still means the crawl's host.
        string local = folder.Write("wet.paths.gz", files[$"/crawl-data/{Crawl}/wet.paths.gz"]);
        IReadOnlyList<InputFile> copied = await new InputResolver(options with { BaseAddress = server.Base.AbsoluteUri }).ResolveAsync([local]);
        copied.ShouldBe(mirrored);
    }

    private static Dictionary<string, byte[]> MakeCrawl()
    {
        var made = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string kind in new[] { "warc", "wet", "wat" })
        {
            var list = new StringBuilder();
            for (int segment = 0; segment < 3; segment++)
            {
                for (int file = 0; file < 2; file++)
                {
                    string ending = kind == "warc" ? "warc.gz" : $"warc.{kind}.gz";
                    string path = $"crawl-data/{Crawl}/segments/171597105739{segment}.0/{kind}/CC-MAIN-20240517233122-{file:00000}.{ending}";
                    list.Append(path).Append('\n');
                    made["/" + path] = Encoding.ASCII.GetBytes($"{kind} {segment} {file}");
                }
            }

            made[$"/crawl-data/{Crawl}/{kind}.paths.gz"] = InputResolverTests.Gzip(Encoding.ASCII.GetBytes(list.ToString()));
        }

        return made;
    }

    private InputResolver Resolver(LoopbackServer server) => new(new InputResolverOptions
    {
        BaseAddress = server.Base.AbsoluteUri,
        Http = new HttpSourceOptions { CacheDirectory = folder.File("cache"), BaseDelay = TimeSpan.FromMilliseconds(1) },
    });
}
