using System.IO.Compression;
using System.Text;
using Portolan.Corpus.CommonCrawl;
using Portolan.Corpus.Readers;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.CommonCrawl;

public sealed class RecordFetchTests : CrawlFixture
{
    private const string Description = "captures of a test";

    private static readonly CaptureQuery Everything = new("example", CaptureMatch.Domain);

    [Fact]
    public async Task Every_record_is_fetched_by_one_range_and_is_the_one_in_the_archive()
    {
        List<Capture> captures = await LookUp(Everything);
        int before = Server.Requests.Count;
        CommonCrawlClient client = Client();
        foreach ((Capture capture, CrawlIndexEntry entry) in captures.Zip(Server.Captures).Where(static (_, i) => i % 10 == 0))
        {
            byte[] member = await client.FetchRecordAsync(capture);
            using var gzip = new GZipStream(new MemoryStream(member), CompressionMode.Decompress);
            using var content = new MemoryStream();
            await gzip.CopyToAsync(content);
            content.ToArray().ShouldBe(entry.Record);
        }

        LoopbackRequest[] ranges = [.. Server.Requests.Skip(before)];
        ranges.Length.ShouldBe((captures.Count + 9) / 10);
        ranges[0]["Range"].ShouldBe($"bytes={captures[0].Offset}-{captures[0].Offset + captures[0].Length - 1}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Archive_has_the_records_in_the_order_of_the_index_for_any_number_of_connections(int parallel)
    {
        List<Capture> captures = await LookUp(Everything);
        string path = Folder.File($"out-{parallel}.warc.gz");
        List<CrawlRecordFetched> events = await All(Client(parallel).FetchRecordsAsync(Each(captures), path, Description));
        events.Select(static e => e.Capture).ShouldBe(captures);
        events.ShouldAllBe(static e => e.Reason == null && e.Bytes == e.Capture.Length && !e.WasPresent);
        byte[] expected = [.. Information(path), .. Server.Captures.SelectMany(entry => Server.Files["/" + entry.FileName][entry.Offset..(entry.Offset + entry.Length)])];
        File.ReadAllBytes(path).ShouldBe(expected);
        Directory.GetFiles(Folder.File(".portolan")).ShouldBeEmpty();
        GzipMembers.Of(expected).Count.ShouldBe(captures.Count + 1);

        using WarcReader reader = WarcReader.Open(path, new WarcReaderOptions { VerifyDigests = true });
        reader.MoveNext().ShouldBeTrue();
        reader.Current.Type.ShouldBe(WarcRecordType.WarcInfo);
        reader.Current.Date.ShouldBe("2024-05-20T12:00:00Z");
        while (reader.MoveNext())
        {
        }

        reader.Damage.ShouldBeEmpty();
        reader.RecordCount.ShouldBe(captures.Count + 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Interrupted_run_goes_on_and_gives_the_same_bytes(int interruptedAfter)
    {
        List<Capture> captures = await LookUp(Everything);
        string whole = Folder.File("whole/out.warc.gz");
        await All(Client().FetchRecordsAsync(Each(captures), whole, Description));

        string path = Folder.File("parts/out.warc.gz");
        int taken = 0;
        await foreach (CrawlRecordFetched _ in Client().FetchRecordsAsync(Each(captures), path, Description))
        {
            if (taken++ == interruptedAfter)
            {
                break;
            }
        }

        File.Exists(path).ShouldBeFalse();

        // What a kill in the middle of a write leaves: half a member, half a line.
        await File.AppendAllBytesAsync(Folder.File("parts/.portolan/out.warc.gz.part"), captures.Count % 2 == 0 ? [0x1F, 0x8B] : [0x1F, 0x8B, 8, 0, 1, 2, 3]);
        await File.AppendAllTextAsync(Folder.File("parts/.portolan/out.warc.gz.jsonl"), "{\"file\":\"crawl-data");
        int before = Server.Requests.Count;
        List<CrawlRecordFetched> events = await All(Client().FetchRecordsAsync(Each(captures), path, Description));
        events.Count(static e => e.WasPresent).ShouldBe(taken);
        (Server.Requests.Count - before).ShouldBe(captures.Count - taken);
        File.ReadAllBytes(path).ShouldBe(File.ReadAllBytes(whole));
    }

    [Fact]
    public async Task Another_question_does_not_continue_an_old_answer()
    {
        List<Capture> captures = await LookUp(Everything);
        string path = Folder.File("out.warc.gz");
        await foreach (CrawlRecordFetched fetched in Client().FetchRecordsAsync(Each(captures), path, "another"))
        {
            break;
        }

        List<CrawlRecordFetched> events = await All(Client().FetchRecordsAsync(Each(captures.Skip(3).Take(2)), path, Description));
        events.ShouldAllBe(static e => !e.WasPresent);
        GzipMembers.Of(File.ReadAllBytes(path)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Finished_file_is_never_overwritten()
    {
        string path = Folder.Write("out.warc.gz", "precious");
        (await Should.ThrowAsync<CorpusException>(() => All(Client().FetchRecordsAsync(Each([]), path, Description)))).Message.ShouldContain("exists already");
        File.ReadAllText(path).ShouldBe("precious");
    }

    [Fact]
    public async Task Two_runs_do_not_write_one_file()
    {
        List<Capture> captures = await LookUp(Everything);
        string path = Folder.File("out.warc.gz");
        await using IAsyncEnumerator<CrawlRecordFetched> first = Client().FetchRecordsAsync(Each(captures), path, Description).GetAsyncEnumerator();
        await first.MoveNextAsync();
        (await Should.ThrowAsync<CorpusException>(() => All(Client().FetchRecordsAsync(Each(captures), path, Description)))).Message.ShouldContain("another process");
    }

    [Fact]
    public async Task Capture_named_twice_is_fetched_once()
    {
        Capture capture = (await LookUp(Everything))[0];
        (await All(Client().FetchRecordsAsync(Each([capture, capture]), Folder.File("out.warc.gz"), Description))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_gets_the_same_records()
    {
        List<Capture> captures = await LookUp(Everything with { Limit = 7 });
        using var output = new MemoryStream();
        await All(Client().FetchRecordsAsync(Each(captures), output, Description));
        GzipMembers.Of(output.ToArray()).Skip(1).Select(static member => member.Content).ShouldBe(Server.Captures.Take(7).Select(static entry => entry.Record));
    }

    [Fact]
    public async Task Records_that_are_not_what_the_index_says_are_rejected_and_the_rest_is_written()
    {
        List<Capture> captures = await LookUp(Everything with { Limit = 9 });
        Capture[] bad =
        [
            captures[0] with { Url = "https://other.example/" },
            captures[1] with { Digest = new string('A', 32) },
            captures[2] with { Offset = captures[2].Offset + 1 },
            captures[3] with { Length = captures[3].Length - 1 },
            captures[4] with { Length = captures[4].Length + 1 },
            captures[5] with { FileName = "crawl-data/CC-MAIN-2026-14/segments/1/warc/gone.warc.gz" },
            captures[6] with { Offset = 1_000_000_000 },
            captures[7] with { Offset = Server.Files["/" + captures[7].FileName].Length - 10 },
            captures[8],
        ];
        List<CrawlRecordFetched> events = await All(Client().FetchRecordsAsync(Each(bad), Folder.File("out.warc.gz"), Description));
        string[] reasons = ["the index says https://other.example/", "has the digest", "gzip", "", "", "404", "asked for bytes 1000000000-", "asked for bytes"];
        for (int i = 0; i < reasons.Length; i++)
        {
            events[i].Reason.ShouldNotBeNull($"capture {i}").ShouldContain(reasons[i]);
            events[i].Bytes.ShouldBe(0);
        }

        events[8].Reason.ShouldBeNull();
        GzipMembers.Of(File.ReadAllBytes(Folder.File("out.warc.gz"))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Flipped_byte_in_transit_is_noticed_by_the_digest_of_the_record()
    {
        Capture capture = (await LookUp(Everything))[3];
        byte[] file = [.. Server.Files["/" + capture.FileName]];
        file[capture.Offset + capture.Length - 7] ^= 1;
        Server.Files["/" + capture.FileName] = file;
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => Client().FetchRecordAsync(capture));
        e.IsForeignContent.ShouldBeTrue();
        e.Offset.ShouldBe(capture.Offset);
    }

    [Fact]
    public async Task Bursts_of_refusals_resets_and_cut_bodies_delay_but_change_nothing()
    {
        List<Capture> captures = await LookUp(Everything with { Limit = 40 });
        int number = 0;
        Server.Fault = request => (Interlocked.Increment(ref number) % 8) switch
        {
            0 => CommonCrawlServer.SlowDown(),
            1 => CommonCrawlServer.Blocked(),
            2 => LoopbackAnswer.File(request, Server.Files[request.Path], Server.TagOf(request.Path)).CutAt(10),
            3 => new LoopbackAnswer([], []),
            4 => LoopbackAnswer.Status(429, "Too Many Requests", "Retry-After: 3"),
            _ => null,
        };
        string path = Folder.File("out.warc.gz");

        // One at a time, so that no record meets three refusals in a row.
        await All(Client(1).FetchRecordsAsync(Each(captures), path, Description));
        GzipMembers.Of(File.ReadAllBytes(path)).Skip(1).Select(static member => member.Content).ShouldBe(Server.Captures.Take(40).Select(static entry => entry.Record));
        Clock.Waits.ShouldContain(static wait => wait >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_403_that_stays_stops_the_run_after_three_attempts_and_keeps_what_was_fetched()
    {
        List<Capture> captures = await LookUp(Everything with { Limit = 10 });
        int refused = 0;
        long blocked = captures[5].Offset;
        Server.Fault = request =>
        {
            if (request.RangeStart != blocked || request["Range"] is null)
            {
                return null;
            }

            refused++;
            return CommonCrawlServer.Blocked();
        };
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => All(Client(1).FetchRecordsAsync(Each(captures), Folder.File("out.warc.gz"), Description)));
        e.Message.ShouldContain("403");
        e.Hint!.ShouldContain("too many requests");
        refused.ShouldBe(3);
        Server.Fault = null;
        (await All(Client().FetchRecordsAsync(Each(captures), Folder.File("out.warc.gz"), Description))).Count(static x => x.WasPresent).ShouldBe(5);
    }

    [Fact]
    public async Task Denied_access_is_final_at_once()
    {
        Capture capture = (await LookUp(Everything))[0];
        int asked = 0;
        Server.Fault = _ =>
        {
            asked++;
            return LoopbackAnswer.Status(403, "Forbidden", body: "<Error><Code>AccessDenied</Code></Error>");
        };
        await Should.ThrowAsync<CorpusException>(() => Client().FetchRecordAsync(capture));
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task Server_without_ranges_is_not_asked_for_gigabytes()
    {
        Capture capture = (await LookUp(Everything)).First(static capture => capture.Offset > 1000);
        Server.Fault = request => LoopbackAnswer.Raw("HTTP/1.1 200 OK\nContent-Length: " + Server.Files[request.Path].Length, Server.Files[request.Path]);
        (await Client().FetchRecordAsync(capture)).Length.ShouldBe(capture.Length);
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => Client().FetchRecordAsync(capture with { Offset = 900_000_000 }));
        e.Message.ShouldContain("answered the whole file");
    }

    [Theory]
    [InlineData("Content-Range: bytes 0-9/100\nContent-Length: 10")]
    [InlineData("Content-Length: 10")]
    [InlineData("Content-Range: bytes nonsense\nContent-Length: 10")]
    public async Task Wrong_ranges_are_refused(string headers)
    {
        Capture capture = (await LookUp(Everything)).First(static capture => capture.Offset > 0);
        Server.Fault = _ => LoopbackAnswer.Raw("HTTP/1.1 206 Partial Content\n" + headers, new byte[10]);
        (await Should.ThrowAsync<CorpusException>(() => Client().FetchRecordAsync(capture))).Message.ShouldContain("asked for bytes");
    }

    private byte[] Information(string path) => CaptureArchive.Information(Description, Path.GetFileName(path), Clock.Now);
}
