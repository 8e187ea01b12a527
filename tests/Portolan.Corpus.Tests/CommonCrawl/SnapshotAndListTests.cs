using System.Text;
using Portolan.Corpus.CommonCrawl;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.CommonCrawl;

public sealed class SnapshotAndListTests : CrawlFixture
{
    private const string Address = "https://mirror.example/collinfo.json";

    [Fact]
    public async Task Snapshots_come_newest_first_with_their_times()
    {
        IReadOnlyList<CrawlSnapshot> snapshots = await Client().ListSnapshotsAsync();
        snapshots.Select(static snapshot => snapshot.Id).ShouldBe(["CC-MAIN-2026-14", "CC-MAIN-2008-2009"]);
        snapshots[0].Name.ShouldBe("April 2026 Index");
        snapshots[0].From.ShouldBe(new DateTimeOffset(2026, 4, 5, 12, 0, 0, TimeSpan.Zero));
        snapshots[1].From.ShouldBeNull();
        (await Client().FindSnapshotAsync(null)).ShouldBe(snapshots[0]);
        (await Client().FindSnapshotAsync("cc-main-2008-2009")).ShouldBe(snapshots[1]);
    }

    [Fact]
    public async Task Unknown_snapshot_is_refused_with_the_newest_ones() =>
        (await Should.ThrowAsync<CorpusException>(() => Client().FindSnapshotAsync("CC-MAIN-2031-01"))).Hint!.ShouldContain("CC-MAIN-2026-14");

    [Fact]
    public async Task Public_list_on_a_mirror_leads_to_the_mirrors_lookups()
    {
        Server.Fault = request => request.Path == "/collinfo.json"
            ? LoopbackAnswer.Status(200, "OK", body: """[{"id":"CC-MAIN-2024-22","name":"May","cdx-api":"https://index.commoncrawl.org/CC-MAIN-2024-22-index"}]""")
            : null;
        (await Client().FindSnapshotAsync(null)).CdxApi.ShouldBe(new Uri(Server.Address + "CC-MAIN-2024-22-index"));
    }

    [Theory]
    [InlineData("{}", "a JSON object")]
    [InlineData("[", "something else")]
    [InlineData("<html>", "something else")]
    [InlineData("[{\"id\":\"a\"}]", "entry 0")]
    [InlineData("[{\"id\":\"a\",\"cdx-api\":\"file:///etc/passwd\"}]", "entry 0")]
    [InlineData("[{\"id\":1,\"cdx-api\":\"https://a/\"}]", "entry 0")]
    [InlineData("[\"a\"]", "entry 0")]
    [InlineData("[{\"id\":\"\\ud800\",\"cdx-api\":\"https://a/\"}]", "something else")]
    public void Other_json_is_not_a_list(string json, string found) =>
        Should.Throw<CorpusException>(() => SnapshotList.Parse(Encoding.UTF8.GetBytes(json), new Uri(Address))).Message.ShouldContain(found);

    [Fact]
    public async Task Files_of_a_kind_come_in_the_order_of_the_list_and_the_list_is_fetched_once()
    {
        IReadOnlyList<string> files = await Client().ListFilesAsync(Server.Snapshot, CrawlFileKind.Warc);
        files.Count.ShouldBe(3);
        files[0].ShouldBe("crawl-data/CC-MAIN-2026-14/segments/1775390400014.00/warc/CC-SAMPLE-2026-20260405120000-20260405130000-00000.warc.gz");
        files.ShouldBe(files.Order(StringComparer.Ordinal));
        (await Client().ListFilesAsync(Server.Snapshot, CrawlFileKind.Warc)).ShouldBe(files);
        Server.Requests.Count(static request => request.Path.EndsWith("/warc.paths.gz", StringComparison.Ordinal)).ShouldBe(1);
        (await Client().ListFilesAsync(Server.Snapshot, CrawlFileKind.Segment))[0].ShouldBe("crawl-data/CC-MAIN-2026-14/segments/1775390400014.00/");
        (await Client().ListFilesAsync(Server.Snapshot, CrawlFileKind.ColumnarIndex)).ShouldHaveSingleItem().ShouldEndWith(".parquet");
    }

    [Fact]
    public async Task Kind_that_a_snapshot_does_not_have_is_an_error_that_says_so()
    {
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => Client().ListFilesAsync(Server.Snapshot, CrawlFileKind.Wat));
        e.Message.ShouldContain("has no list of wat files");
        (await Client().FindFilesAsync(Server.Snapshot, CrawlFileKind.Wat)).ShouldBeNull();
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("crawl-data/%2e%2e/x")]
    [InlineData("https://elsewhere.example/x.gz")]
    [InlineData("crawl-data/a\\b")]
    public async Task Paths_that_lead_elsewhere_are_refused(string path)
    {
        Server.Files[$"/crawl-data/{Server.Snapshot}/wet.paths.gz"] = Encoding.UTF8.GetBytes("crawl-data/fine.gz\n" + path + "\n");
        (await Should.ThrowAsync<CorpusException>(() => Client().ListFilesAsync(Server.Snapshot, CrawlFileKind.Wet))).Message.ShouldContain("line 2");
    }

    [Fact]
    public void Sample_depends_on_the_seed_and_not_on_the_neighbours()
    {
        string[] paths = [.. Enumerable.Range(0, 1000).Select(static i => $"crawl-data/{i:00000}.warc.gz")];
        IReadOnlyList<string> chosen = CommonCrawlClient.Sample(paths, 20, seed: 7);
        chosen.Count.ShouldBe(20);
        chosen.ShouldBe(chosen.Order(StringComparer.Ordinal));
        CommonCrawlClient.Sample(paths, 20, seed: 7).ShouldBe(chosen);
        CommonCrawlClient.Sample(paths, 20, seed: 8).ShouldNotBe(chosen);
        CommonCrawlClient.Sample([.. paths.Where(path => chosen.Contains(path) || path.GetHashCode(StringComparison.Ordinal) % 2 == 0)], 20, seed: 7).ShouldBe(chosen);
        CommonCrawlClient.Sample(paths, 5000, seed: 7).ShouldBe(paths);
        CommonCrawlClient.Sample(paths, 0, seed: 7).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CC-MAIN")]
    [InlineData("../x")]
    public async Task Snapshot_names_are_checked_before_anything_is_sent(string name)
    {
        await Should.ThrowAsync<CorpusException>(() => Client().ListFilesAsync(name, CrawlFileKind.Warc));
        Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Kinds_have_the_names_of_their_lists()
    {
        foreach (CrawlFileKind kind in Enum.GetValues<CrawlFileKind>())
        {
            CrawlFileKinds.Find(CrawlFileKinds.NameOf(kind)).ShouldBe(kind);
        }

        CrawlFileKinds.All.Count.ShouldBe(Enum.GetValues<CrawlFileKind>().Length);
        CrawlFileKinds.Find("WARC").ShouldBeNull();
    }

    [Fact]
    public void A_directory_is_no_data_address() =>
        Should.Throw<CorpusException>(() => new CommonCrawlClient(new CommonCrawlOptions { DataAddress = "/mnt/crawl" })).Message.ShouldContain("/mnt/crawl");
}
