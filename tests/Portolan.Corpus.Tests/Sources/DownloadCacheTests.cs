using System.Security.Cryptography;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Sources;

public sealed class DownloadCacheTests : IDisposable
{
    private static readonly byte[] Content = HttpFileTests.MakeContent(400_000, seed: 3);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private readonly TestClock clock = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Second_fetch_sends_nothing()
    {
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, Content));
        string first = await Fetch(server);
        string second = await Fetch(server);
        second.ShouldBe(first);
        (await File.ReadAllBytesAsync(second)).ShouldBe(Content);
        server.Requests.Count.ShouldBe(1);
        Directory.GetFiles(folder.Path, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
        string sidecar = await File.ReadAllTextAsync(first + ".json");
        sidecar.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(Content)));
        sidecar.ShouldContain("\"length\": 400000");
    }

    [Fact]
    public async Task Cancelled_download_is_continued_by_the_next_one()
    {
        using var stop = new CancellationTokenSource();
        using LoopbackServer server = new(request => request.Number == 1
            ? LoopbackAnswer.File(request, Content).CutAt(150_000, LoopbackEnding.Stall)
            : LoopbackAnswer.File(request, Content));
        Task<string> first = Fetch(server, default, stop.Token);
        string part = new DownloadCache(Options()).PathOf(server.AddressOf("f.warc.gz")) + ".part";
        SpinWait.SpinUntil(() => File.Exists(part) && new FileInfo(part).Length == 150_000, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);

        string path = await Fetch(server);
        (await File.ReadAllBytesAsync(path)).ShouldBe(Content);
        server.Requests.Count.ShouldBe(2);
        server.Requests[1].RangeStart.ShouldBe(150_000);
        server.Requests[1]["If-Range"].ShouldBe(LoopbackAnswer.Tag);
    }

    [Fact]
    public async Task Part_of_an_older_version_is_thrown_away()
    {
        byte[] newer = HttpFileTests.MakeContent(350_000, seed: 4);
        using LoopbackServer server = new(request => request.Number <= 6
            ? LoopbackAnswer.File(request, Content).CutAt(request.Number == 1 ? 1000 : 0)
            : LoopbackAnswer.File(request, newer, "\"v2\""));
        await Should.ThrowAsync<CorpusException>(() => Fetch(server));
        server.Requests.Count.ShouldBe(6);

        string path = await Fetch(server);
        (await File.ReadAllBytesAsync(path)).ShouldBe(newer);

        // One request finds the change, one starts over.
        server.Requests.Count.ShouldBe(8);
        server.Requests[6].RangeStart.ShouldBe(1000);
        server.Requests[7].RangeStart.ShouldBe(0);
    }

    [Fact]
    public async Task Part_without_any_validator_is_not_trusted()
    {
        using LoopbackServer server = new(request => LoopbackAnswer
            .File(request, Content, tag: "") is var whole && request.Number <= 6 ? whole.CutAt(request.Number == 1 ? 1000 : 0) : whole);
        await Should.ThrowAsync<CorpusException>(() => Fetch(server));
        (await File.ReadAllBytesAsync(await Fetch(server))).ShouldBe(Content);
        server.Requests[6].RangeStart.ShouldBe(0);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("sidecar")]
    [InlineData("remove")]
    public async Task Damaged_cache_is_fetched_again(string damage)
    {
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, Content));
        string path = await Fetch(server);
        byte[] bytes = (byte[])Content.Clone();
        switch (damage)
        {
            case "flip":
                bytes[200_000] ^= 1;
                await File.WriteAllBytesAsync(path, bytes);

                // The modification time is what tells a process that it has checked this file already.
                File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                break;
            case "cut":
                await File.WriteAllBytesAsync(path, bytes[..1000]);
                break;
            case "sidecar":
                await File.WriteAllTextAsync(path + ".json", "{ nonsense");
                break;
            default:
                File.Delete(path);
                break;
        }

        (await File.ReadAllBytesAsync(await Fetch(server))).ShouldBe(Content);
        server.Requests.Count.ShouldBe(2);
        server.Requests[1].RangeStart.ShouldBe(0);
    }

    [Fact]
    public async Task Complete_part_beside_a_complete_sidecar_needs_no_request()
    {
        // What a kill between the last two steps of a download leaves.
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, Content));
        string path = await Fetch(server);
        File.Move(path, path + ".part");
        (await File.ReadAllBytesAsync(await Fetch(server))).ShouldBe(Content);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Expected_digests_are_checked()
    {
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, Content));
        string sha256 = Convert.ToHexString(SHA256.HashData(Content));
        await Fetch(server, expected: new ExpectedDigest(sha256, Convert.ToHexString(CryptographicOperations.HashData(HashAlgorithmName.MD5, Content))));
        server.Requests.Count.ShouldBe(1);

        CorpusException e = await Should.ThrowAsync<CorpusException>(() => Fetch(server, expected: new ExpectedDigest(new string('0', 64))));
        e.Message.ShouldContain(sha256.ToLowerInvariant());
        e.Message.ShouldContain("expected 0000");
        server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Tag_of_s3_is_checked_as_md5_and_other_tags_are_not()
    {
        string wrong = $"\"{new string('a', 32)}\"";
        using LoopbackServer other = new(request => LoopbackAnswer.File(request, Content, wrong));
        (await File.ReadAllBytesAsync(await Fetch(other))).ShouldBe(Content);

        using LoopbackServer s3 = new(request => LoopbackAnswer.File(request, Content, wrong, "Server: AmazonS3"));
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => Fetch(s3));
        e.Message.ShouldContain("MD5");

        string right = $"\"{Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, Content))}\"";
        using LoopbackServer good = new(request => LoopbackAnswer.File(request, Content, right, "Server: AmazonS3"));
        (await File.ReadAllBytesAsync(await Fetch(good))).ShouldBe(Content);
    }

    [Fact]
    public async Task Two_at_once_fetch_once()
    {
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, Content));
        HttpSourceOptions options = Options() with { TimeProvider = TimeProvider.System };
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            new HttpFile(server.AddressOf("f.warc.gz"), options).FetchAsync())));
        paths.Distinct().Count().ShouldBe(1);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cache_that_cannot_be_written_is_named()
    {
        string blocked = folder.Write("file", "not a directory");
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, Content));
        CorpusException e = await Should.ThrowAsync<CorpusException>(() =>
            new HttpFile(server.AddressOf("f"), Options() with { CacheDirectory = blocked }).FetchAsync());
        e.Message.ShouldContain("cannot keep");
        e.Hint!.ShouldContain("PORTOLAN_CACHE");
        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://h/a/b.warc.gz", "b.warc.gz")]
    [InlineData("http://h/a/..%2F..%2Fetc%2Fpasswd", ".._2F.._2Fetc_2Fpasswd")]
    [InlineData("http://h/", "")]
    public void Names_in_the_cache_stay_in_its_folder(string address, string readable)
    {
        string name = DownloadCache.FileNameOf(new Uri(address));
        name.ShouldMatch("^[0-9a-f]{16}-[A-Za-z0-9._-]*$");
        name[17..].ShouldBe(readable);
    }

    [Fact]
    public void Long_names_keep_their_end_and_different_queries_differ()
    {
        string name = DownloadCache.FileNameOf(new Uri($"http://h/{new string('x', 3000)}.warc.gz"));
        name.Length.ShouldBeLessThan(160);
        name.ShouldEndWith(".warc.gz");
        DownloadCache.FileNameOf(new Uri("http://h/a?1")).ShouldNotBe(DownloadCache.FileNameOf(new Uri("http://h/a?2")));
    }

    [Fact]
    public void Damaged_sidecars_are_no_entry_and_no_crash()
    {
        byte[] json = new CacheEntry("http://h/a", "\"t\"", null, 5, Sha256: new string('0', 64)).ToJson();
        CacheEntry.Parse(json)!.Length.ShouldBe(5);
        var random = new Random(7);
        for (int i = 0; i < 3000; i++)
        {
            byte[] mutated = (byte[])json.Clone();
            for (int n = random.Next(1, 5); n > 0; n--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            _ = CacheEntry.Parse(mutated.AsSpan(0, random.Next(mutated.Length + 1)));
        }
    }

    private HttpSourceOptions Options() => new() { TimeProvider = clock, ReadTimeout = ReadTimeout, CacheDirectory = folder.File("cache") };

    private Task<string> Fetch(LoopbackServer server, ExpectedDigest expected = default, CancellationToken cancellationToken = default) =>
        new HttpFile(server.AddressOf("f.warc.gz"), Options(), expected).FetchAsync(cancellationToken);
}
