using System.Security.Cryptography;
using Portolan.Corpus.CommonCrawl;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.CommonCrawl;

public sealed class FileFetchTests : CrawlFixture
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Files_land_under_their_paths_with_their_digests(int parallel)
    {
        IReadOnlyList<string> paths = await Paths();
        List<CrawlEvent> events = await All(Client(parallel).FetchFilesAsync(paths, Folder.File("out"), verifyRecords: true));
        CrawlFileFetched[] files = [.. events.OfType<CrawlFileFetched>().OrderBy(static file => file.Path, StringComparer.Ordinal)];
        files.Select(static file => file.Path).ShouldBe(paths);
        foreach (CrawlFileFetched file in files)
        {
            byte[] expected = Server.Files["/" + file.Path];
            file.Status.ShouldBe(CrawlFileStatus.Fetched);
            file.LocalPath.ShouldBe(Path.Combine(Folder.File("out"), file.Path));
            File.ReadAllBytes(file.LocalPath).ShouldBe(expected);
            file.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(expected)));
            file.Bytes.ShouldBe(expected.Length);
            file.Records.ShouldBe(GzipMembers.Of(expected).Count);
        }

        events.OfType<CrawlBytesArrived>().Sum(static e => e.Bytes).ShouldBe(files.Sum(static file => file.Bytes));
    }

    [Fact]
    public async Task Second_run_fetches_nothing_and_a_damaged_file_again()
    {
        IReadOnlyList<string> paths = await Paths();
        await All(Client().FetchFilesAsync(paths, Folder.File("out"), verifyRecords: false));
        int before = Server.Requests.Count;
        (await Files(paths)).ShouldAllBe(static file => file.Status == CrawlFileStatus.Present && file.Sha256 != null);
        Server.Requests.Count.ShouldBe(before);

        string damaged = Path.Combine(Folder.File("out"), paths[1]);
        byte[] bytes = File.ReadAllBytes(damaged);
        bytes[1000] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        (await Files(paths)).Single(file => file.Path == paths[1]).Status.ShouldBe(CrawlFileStatus.Fetched);
        File.ReadAllBytes(damaged).ShouldBe(Server.Files["/" + paths[1]]);
    }

    [Fact]
    public async Task Abandoned_run_leaves_no_half_file_and_the_next_goes_on_at_the_byte()
    {
        IReadOnlyList<string> paths = await Paths();
        const int Cut = 150_000;
        Server.Fault = request => request.Path.EndsWith(".warc.gz", StringComparison.Ordinal)
            ? LoopbackAnswer.File(request, Server.Files[request.Path], tag: Server.TagOf(request.Path)).CutAt(Cut, LoopbackEnding.Stall)
            : null;
        using var stop = new CancellationTokenSource();
        long arrived = 0;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (CrawlEvent e in Client().FetchFilesAsync(paths, Folder.File("out"), verifyRecords: false, stop.Token))
            {
                arrived += e is CrawlBytesArrived { Bytes: var bytes } ? bytes : 0;
                if (arrived == 3 * Cut)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Directory.GetFiles(Folder.File("out"), "*.warc.gz", SearchOption.AllDirectories).ShouldBeEmpty();

        Server.Fault = null;
        int before = Server.Requests.Count;
        (await Files(paths)).ShouldAllBe(static file => file.Status == CrawlFileStatus.Fetched);
        LoopbackRequest[] resumed = [.. Server.Requests.Skip(before)];
        resumed.Length.ShouldBe(3);
        resumed.ShouldAllBe(request => request.RangeStart == Cut && request["If-Range"] == Server.TagOf(request.Path));
        foreach (string path in paths)
        {
            File.ReadAllBytes(Path.Combine(Folder.File("out"), path)).ShouldBe(Server.Files["/" + path]);
        }
    }

    [Fact]
    public async Task File_that_changed_between_two_runs_is_started_over()
    {
        string path = (await Paths())[0];
        byte[] older = [.. Server.Files["/" + path]];
        byte[] newer = [.. Server.Files["/" + (await Paths())[1]]];
        Server.Fault = request => LoopbackAnswer.File(request, older).CutAt(100_000, LoopbackEnding.Stall);
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            long arrived = 0;
            await foreach (CrawlEvent e in Client().FetchFilesAsync([path], Folder.File("out"), verifyRecords: false, stop.Token))
            {
                arrived += ((CrawlBytesArrived)e).Bytes;
                if (arrived == 100_000)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Server.Fault = request => LoopbackAnswer.File(request, newer, tag: "\"v2\"");
        List<CrawlEvent> events = await All(Client().FetchFilesAsync([path], Folder.File("out"), verifyRecords: true));
        events.OfType<CrawlFileFetched>().Single().Status.ShouldBe(CrawlFileStatus.Fetched);
        events.OfType<CrawlBytesArrived>().Sum(static e => e.Bytes).ShouldBe(newer.Length);
        File.ReadAllBytes(Path.Combine(Folder.File("out"), path)).ShouldBe(newer);
    }

    [Fact]
    public async Task Server_that_slows_down_makes_every_transfer_wait_and_all_files_arrive()
    {
        IReadOnlyList<string> paths = await Paths();
        int number = 0;
        Server.Fault = request => Interlocked.Increment(ref number) switch
        {
            <= 6 => CommonCrawlServer.SlowDown("Retry-After: 7"),
            7 => CommonCrawlServer.Blocked(),
            8 => LoopbackAnswer.File(request, Server.Files[request.Path], Server.TagOf(request.Path)).CutAt(50_000),
            9 => new LoopbackAnswer([], []),
            _ => null,
        };
        (await Files(paths)).ShouldAllBe(static file => file.Status == CrawlFileStatus.Fetched);
        Clock.Waits.Count(static wait => wait >= TimeSpan.FromSeconds(7)).ShouldBeGreaterThanOrEqualTo(6);
        foreach (string path in paths)
        {
            File.ReadAllBytes(Path.Combine(Folder.File("out"), path)).ShouldBe(Server.Files["/" + path]);
        }
    }

    [Fact]
    public async Task Missing_file_is_reported_and_the_others_are_fetched()
    {
        List<string> paths = [.. await Paths(), "crawl-data/CC-MAIN-2026-14/segments/x/warc/gone.warc.gz"];
        CrawlFileFetched[] files = await Files(paths);
        files.Count(static file => file.Status == CrawlFileStatus.Fetched).ShouldBe(3);
        files.Single(static file => file.Status == CrawlFileStatus.Failed).Reason!.ShouldContain("404");
    }

    [Fact]
    public async Task Server_that_is_gone_stops_the_run()
    {
        IReadOnlyList<string> paths = await Paths();
        Server.Fault = static _ => LoopbackAnswer.Status(500, "Internal Server Error");
        (await Should.ThrowAsync<CorpusException>(() => Files(paths))).Message.ShouldContain("(30 attempts)");
    }

    [Fact]
    public async Task Wrong_md5_is_noticed_and_tried_again()
    {
        string path = (await Paths())[0];
        byte[] content = Server.Files["/" + path];
        string right = Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.MD5, content));
        string wrong = Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.MD5, [1]));
        int number = 0;
        Server.Fault = request => LoopbackAnswer.File(request, content, headers: "Content-MD5: " + (Interlocked.Increment(ref number) == 1 ? wrong : right));
        (await Files([path])).Single().Status.ShouldBe(CrawlFileStatus.Fetched);
        number.ShouldBe(2);

        Server.Fault = request => LoopbackAnswer.File(request, content, tag: "\"v3\"", headers: "Content-MD5: " + wrong);
        CorpusException e = await Should.ThrowAsync<CorpusException>(
            () => All(Client().FetchFilesAsync([path], Folder.File("other"), verifyRecords: false)));
        e.Message.ShouldContain("MD5");
        File.Exists(Path.Combine(Folder.File("other"), path)).ShouldBeFalse();
    }

    [Fact]
    public async Task Damaged_record_is_found_by_the_digests_inside()
    {
        string path = (await Paths())[0];
        byte[] content = [.. Server.Files["/" + path]];
        (int offset, int length, _) = GzipMembers.Of(content)[5];
        content[offset + (length / 2)] ^= 0x10;
        Server.Files["/" + path] = content;
        CrawlFileFetched file = (await All(Client().FetchFilesAsync([path], Folder.File("out"), verifyRecords: true))).OfType<CrawlFileFetched>().Single();
        file.Status.ShouldBe(CrawlFileStatus.Failed);
        file.Reason!.ShouldContain($"the first at byte {offset}");
    }

    [Fact]
    public async Task File_of_somebody_else_is_taken_when_its_length_is_right_and_never_overwritten()
    {
        string path = (await Paths())[0];
        string local = Folder.Write(Path.Combine("out", path), Server.Files["/" + path]);
        (await Files([path])).Single().Status.ShouldBe(CrawlFileStatus.Present);
        File.WriteAllText(local, "my notes");
        CrawlFileFetched file = (await Files([path])).Single();
        file.Status.ShouldBe(CrawlFileStatus.Failed);
        file.Reason!.ShouldContain("has 8 bytes");
        File.ReadAllText(local).ShouldBe("my notes");
    }

    [Theory]
    [InlineData("../x.warc.gz")]
    [InlineData("a/.portolan/x")]
    [InlineData("/etc/x")]
    public async Task Paths_that_leave_the_directory_are_refused(string path)
    {
        await Should.ThrowAsync<CorpusException>(() => Files([path]));
        Server.Requests.ShouldBeEmpty();
    }

    private Task<IReadOnlyList<string>> Paths() => Client().ListFilesAsync(Server.Snapshot, CrawlFileKind.Warc);

    private async Task<CrawlFileFetched[]> Files(IReadOnlyList<string> paths) =>
        [.. (await All(Client().FetchFilesAsync(paths, Folder.File("out"), verifyRecords: false))).OfType<CrawlFileFetched>()];
}
