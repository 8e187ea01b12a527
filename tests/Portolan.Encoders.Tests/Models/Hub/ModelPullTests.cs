using System.Security.Cryptography;
using Portolan.Encoders.Models;
using Portolan.Encoders.Models.Hub;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.Models.Hub;

public sealed class ModelPullTests : IDisposable
{
    private const string Repository = "owner/Some-Model";
    private const string Model = "onnx/model.onnx";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, byte[]> files = EncoderExport.OfTexts(weightBytes: 1_200_000);
    private readonly HubServer hub;
    private readonly ModelStore store;
    private readonly List<string> troubles = [];

    public ModelPullTests()
    {
        hub = new HubServer(Repository, files);
        store = new ModelStore(folder.File("store"));
    }

    public void Dispose()
    {
        hub.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Model_is_installed_with_its_commit_and_licence(bool listsHashes)
    {
        hub.ListsHashes = listsHashes;
        var reports = new List<ModelPullProgress>();
        ModelPack pack = await PullAsync(options => options with { Progress = new Then(reports.Add) });
        pack.Manifest.Name.ShouldBe("some-model");
        pack.Manifest.Version.ShouldBe(hub.Commit);
        pack.Manifest.Source.ShouldBe($"{hub.Address}{Repository}@{hub.Commit}");
        pack.Manifest.License.ShouldBe("Apache-2.0");
        pack.Manifest.Files.Select(file => file.Path).ShouldBe(["1_Pooling/config.json", "README.md", "config.json", Model, "tokenizer.json"]);
        pack.ReadFile(Model).ShouldBe(files[Model]);
        reports[^1].BytesDone.ShouldBe(pack.Manifest.Files.Sum(file => file.Size));
        reports.Max(report => report.BytesDone).ShouldBe(reports[^1].BytesDone);
        hub.Cdn.Requests.ShouldHaveSingleItem();
        hub.Hub.Requests.ShouldContain(request => request.Path == $"/{Repository}/resolve/{hub.Commit}/config.json");
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public async Task Variant_name_and_revision_are_chosen()
    {
        ModelPack pack = await store.PullAsync(
            HubAddress.Parse($"{Repository}@{hub.Commit}", hub.Address), Options() with { Model = new ModelAddOptions { Variant = "quantized", Name = "q8" } });
        pack.Manifest.Name.ShouldBe("q8");
        pack.ReadFile("onnx/model_quantized.onnx").ShouldBe(files["onnx/model_quantized.onnx"]);
    }

    [Fact]
    public async Task Token_goes_to_the_hub_and_not_to_where_it_redirects()
    {
        hub.Token = "hf_secret";
        await PullAsync(options => options with { Token = "hf_secret" });
        hub.Hub.Requests.ShouldAllBe(request => request["Authorization"] == "Bearer hf_secret");
        hub.Cdn.Requests.ShouldAllBe(request => request["Authorization"] == null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_connection_is_continued_where_it_broke(bool listsHashes)
    {
        hub.ListsHashes = listsHashes;
        hub.OnCdn = request => request.Number <= 3 ? Whole(request).CutAt(300_000) : null;
        ModelPack pack = await PullAsync();
        pack.ReadFile(Model).ShouldBe(files[Model]);
        hub.Cdn.Requests.Count.ShouldBe(4);
        hub.Cdn.Requests.Skip(1).ShouldAllBe(request => request.RangeStart > 0 && request["If-Range"] == HubServer.TagOf(files[Model]));
        troubles.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Process_that_was_stopped_is_continued_by_the_next()
    {
        hub.OnCdn = request => Whole(request).CutAt(500_000, LoopbackEnding.Stall);
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(PullAsync(
            options => options with { Progress = new Then(report => Stop(report, stop)) }, stop.Token));
        store.List(out _).ShouldBeEmpty();
        hub.OnCdn = null;
        int listed = hub.Hub.Requests.Count;
        ModelPack pack = await PullAsync();
        pack.ReadFile(Model).ShouldBe(files[Model]);
        hub.Cdn.Requests[^1].RangeStart.ShouldBeGreaterThanOrEqualTo(400_000);
        hub.Cdn.Requests[^1]["If-Range"].ShouldBe(HubServer.TagOf(files[Model]));
        // The small files are complete: only the list and the model are asked for.
        (hub.Hub.Requests.Count - listed).ShouldBe(2);
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_commit_with_the_same_weights_goes_on_with_the_same_part()
    {
        hub.OnCdn = request => Whole(request).CutAt(500_000);
        await Should.ThrowAsync<EncoderException>(PullAsync(options => options with { MaxAttempts = 1 }));
        hub.OnCdn = null;
        hub.Commit = new string('a', 40);
        await PullAsync();
        hub.Cdn.Requests[^1].RangeStart.ShouldBe(500_000);
    }

    [Fact]
    public async Task Process_that_was_killed_while_it_assembled_the_pack_fetches_nothing_anew()
    {
        folder.Write($"store/.work/pull-owner--Some-Model/pack/{Model}", files[Model]);
        folder.Write("store/.work/pull-owner--Some-Model/pack/other", [1]);
        ModelPack pack = await PullAsync();
        hub.Cdn.Requests.ShouldBeEmpty();
        pack.ReadFile(Model).ShouldBe(files[Model]);
        File.Exists(Path.Combine(pack.Directory, "other")).ShouldBeFalse();
    }

    [Fact]
    public async Task Damaged_part_is_fetched_anew()
    {
        hub.OnCdn = request => Whole(request).CutAt(500_000);
        await Should.ThrowAsync<EncoderException>(PullAsync(options => options with { MaxAttempts = 1 }));
        string part = Directory.GetFiles(folder.File("store/.work/pull-owner--Some-Model/parts"), "sha256-*").Single(path => !path.EndsWith(".etag", StringComparison.Ordinal));
        byte[] damaged = File.ReadAllBytes(part);
        damaged[1000] ^= 1;
        File.WriteAllBytes(part, damaged);
        hub.OnCdn = null;
        ModelPack pack = await PullAsync();
        pack.ReadFile(Model).ShouldBe(files[Model]);
        hub.Cdn.Requests[^1].RangeStart.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wrong_content_is_refused(bool isLarge)
    {
        byte[] Wrong(byte[] content) => [.. content[..^1], (byte)(content[^1] ^ 1)];
        hub.OnCdn = request => isLarge ? LoopbackAnswer.File(request, Wrong(hub.Stored(request))) : null;
        hub.OnHub = request => !isLarge && request.Path.EndsWith("/config.json", StringComparison.Ordinal)
            ? LoopbackAnswer.File(request, Wrong(files[request.Path.Contains("Pooling", StringComparison.Ordinal) ? "1_Pooling/config.json" : "config.json"])) : null;
        EncoderException exception = await Should.ThrowAsync<EncoderException>(PullAsync());
        exception.Message.ShouldContain(isLarge ? "onnx/model.onnx has SHA-256" : "config.json is git blob");
        exception.Message.ShouldContain("expected");
        store.List(out _).ShouldBeEmpty();
    }

    [Fact]
    public async Task File_that_changes_on_the_way_is_fetched_whole_or_refused()
    {
        byte[] other = [.. files[Model]];
        other[^1] ^= 1;
        hub.OnCdn = request => request.Number == 1 ? Whole(request).CutAt(500_000) : LoopbackAnswer.File(request, other, "\"v2\"");
        EncoderException exception = await Should.ThrowAsync<EncoderException>(PullAsync());
        exception.Message.ShouldContain($"expected {Convert.ToHexStringLower(SHA256.HashData(files[Model]))}");
        hub.Cdn.Requests.Count.ShouldBe(2);

        // Where nobody says a hash, the version that came whole is the file.
        using var bare = new HubServer(Repository, files)
        {
            ListsHashes = false,
            OnHub = request => request.Path.EndsWith(Model, StringComparison.Ordinal)
                ? request.Number < 9 ? Cut(request, files[Model], "\"v1\"") : LoopbackAnswer.File(request, other, "\"v2\"")
                : null,
        };
        LoopbackAnswer Cut(LoopbackRequest request, byte[] content, string tag) => LoopbackAnswer.File(request, content, tag).CutAt(request.RangeStart == 0 ? 500_000 : 1000);
        ModelPack pack = await store.PullAsync(HubAddress.Parse(Repository, bare.Address), Options());
        pack.ReadFile(Model).ShouldBe(other);
    }

    [Fact]
    public async Task Refusals_say_what_to_do()
    {
        (await FailAsync("owner/nothing")).Message.ShouldContain("there is no repository");
        (await FailAsync($"{Repository}@v9")).Message.ShouldContain("has no revision v9");
        hub.Token = "hf_secret";
        EncoderException gated = await FailAsync(Repository);
        gated.Message.ShouldContain("open only to those who agree to its conditions (401)");
        gated.Hint.ShouldNotBeNull().ShouldContain("HF_TOKEN");
        hub.Hub.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task File_that_is_listed_and_not_there_is_named()
    {
        hub.OnHub = request => request.Path.EndsWith("tokenizer.json", StringComparison.Ordinal) ? LoopbackAnswer.Status(404, "Not Found", "X-Error-Code: EntryNotFound") : null;
        EncoderException exception = await FailAsync(Repository);
        exception.Message.ShouldContain("404 Not Found for tokenizer.json");
    }

    [Fact]
    public async Task Overloaded_server_is_given_the_time_it_asks_for()
    {
        hub.OnHub = request => request.Number == 1 ? LoopbackAnswer.Status(429, "Too Many Requests", "Retry-After: 0") : null;
        hub.OnCdn = request => request.Number == 1 ? LoopbackAnswer.Status(503, "Slow Down") : null;
        await PullAsync();
        troubles.Count.ShouldBe(2);
        troubles[0].ShouldContain("429 Too Many Requests; trying again in 0 s");
    }

    [Fact]
    public async Task Wait_follows_the_clock()
    {
        var clock = new ManualTimeProvider();
        hub.OnHub = request => request.Number == 1 ? LoopbackAnswer.Status(429, "Too Many Requests", "Retry-After: 100") : null;
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ModelPack> pull = PullAsync(options => options with { TimeProvider = clock, ReadTimeout = TimeSpan.FromDays(40), Progress = new Then(report => waiting.TrySetResult()) });
        await waiting.Task.WaitAsync(CliRunner.DefaultTimeout);
        // The timer of the wait is set after the report.
        while (hub.Hub.Requests.Count == 1)
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
            await Task.Delay(1);
        }

        (await pull.WaitAsync(CliRunner.DefaultTimeout)).Manifest.Name.ShouldBe("some-model");
    }

    [Fact]
    public async Task Server_that_asks_for_too_long_a_wait_ends_it()
    {
        hub.OnHub = _ => LoopbackAnswer.Status(429, "Too Many Requests", "Retry-After: 100000");
        (await FailAsync(Repository)).Message.ShouldContain("asks to wait 100000 s");
        hub.Hub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Server_that_always_fails_ends_it_after_the_attempts()
    {
        hub.OnCdn = _ => LoopbackAnswer.Status(500, "Internal Server Error");
        (await FailAsync(Repository)).Message.ShouldContain("500 Internal Server Error (3 attempts)");
        hub.Cdn.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Sizes_are_bounded()
    {
        EncoderException listed = await Should.ThrowAsync<EncoderException>(PullAsync(options => options with { MaxBytes = 1_000_000 }));
        listed.Message.ShouldContain("and 1000000 are allowed");
        listed.Hint.ShouldNotBeNull().ShouldContain("--max-size");
        hub.Cdn.Requests.ShouldBeEmpty();
        hub.ListsHashes = false;
        (await Should.ThrowAsync<EncoderException>(PullAsync(options => options with { MaxBytes = 1_000_000 }))).Message.ShouldContain("onnx/model.onnx has");
        hub.OnCdn = request => LoopbackAnswer.Raw("HTTP/1.1 200 OK\nConnection: close", new byte[2_000_000]);
        (await Should.ThrowAsync<EncoderException>(PullAsync(options => options with { MaxBytes = 1_000_000 }))).Message.ShouldContain("bytes or more");
    }

    [Fact]
    public async Task Length_other_than_the_listed_one_is_refused()
    {
        hub.OnCdn = request => LoopbackAnswer.File(request, new byte[10]);
        (await FailAsync(Repository)).Message.ShouldContain("onnx/model.onnx has 10 bytes, expected");
    }

    [Fact]
    public async Task Names_that_lead_out_are_never_asked_for()
    {
        hub.MoreFiles = """,{"rfilename":"../LICENSE"},{"rfilename":"onnx/../../../model.onnx_data","size":5},{"rfilename":"/README.md"},{"rfilename":"onnx/model.onnx_data\u0000"}""";
        ModelPack pack = await PullAsync();
        pack.Manifest.Files.Length.ShouldBe(5);
        hub.Hub.Requests.ShouldAllBe(request => !request.Path.Contains("..", StringComparison.Ordinal) && !request.Path.Contains("%00", StringComparison.Ordinal));
        Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).ShouldBe(["store"]);
    }

    [Theory]
    [InlineData("Location: file:///etc/passwd", "neither http nor https")]
    [InlineData("Location: /api/models/owner/Some-Model/revision/main", "more than 10 redirects")]
    [InlineData("X-Other: 1", "neither http nor https")]
    public async Task Redirects_that_lead_nowhere_end_it(string header, string problem)
    {
        hub.OnHub = _ => LoopbackAnswer.Status(302, "Found", header);
        (await FailAsync(Repository)).Message.ShouldContain(problem);
    }

    [Fact]
    public async Task Renamed_repository_is_found_over_the_redirect()
    {
        ModelPack pack = await RenamedAsync();
        pack.ReadFile(Model).ShouldBe(files[Model]);

        async Task<ModelPack> RenamedAsync()
        {
            hub.OnHub = request => request.Path.Contains("/old/name/", StringComparison.Ordinal)
                ? LoopbackAnswer.Status(307, "Temporary Redirect", "Location: " + request.Path.Replace("/old/name/", $"/{Repository}/", StringComparison.Ordinal))
                : request.Path.StartsWith("/old/name", StringComparison.Ordinal)
                    ? LoopbackAnswer.Status(307, "Temporary Redirect", "Location: " + request.Path.Replace("/old/name", "/" + Repository, StringComparison.Ordinal))
                    : null;
            return await store.PullAsync(HubAddress.Parse("old/name", hub.Address), Options());
        }
    }

    [Fact]
    public async Task Other_answers_than_a_list_are_refused()
    {
        hub.OnHub = _ => LoopbackAnswer.Status(200, "OK", "", "<html>");
        (await FailAsync(Repository)).Message.ShouldContain("something else than a repository's list");
    }

    [Fact]
    public async Task Repository_without_a_model_is_refused_before_anything_is_fetched()
    {
        using var empty = new HubServer(Repository, new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["pytorch_model.bin"] = new byte[100] });
        EncoderException exception = await Should.ThrowAsync<EncoderException>(store.PullAsync(HubAddress.Parse(Repository, empty.Address), Options()));
        exception.Message.ShouldContain("no ONNX model");
        empty.Hub.Requests.Count.ShouldBe(1);
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public async Task Name_that_is_taken_is_noticed_before_anything_is_asked()
    {
        await PullAsync();
        int requests = hub.Hub.Requests.Count;
        (await FailAsync(Repository)).Message.ShouldContain("is installed already");
        hub.Hub.Requests.Count.ShouldBe(requests);
        await PullAsync(options => options with { Model = new ModelAddOptions { Replace = true } });
    }

    [Fact]
    public async Task Two_at_once_do_not_disturb_each_other()
    {
        hub.OnCdn = request => Whole(request).CutAt(500_000, LoopbackEnding.Stall);
        using var stop = new CancellationTokenSource();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ModelPack> first = PullAsync(options => options with { Progress = new Then(report => Set(report, reached)) }, stop.Token);
        await reached.Task.WaitAsync(CliRunner.DefaultTimeout);
        await Should.ThrowAsync<StorageException>(PullAsync());
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);

        static void Set(ModelPullProgress report, TaskCompletionSource reached)
        {
            if (report.BytesDone > 400_000)
            {
                reached.TrySetResult();
            }
        }
    }

    private static void Stop(ModelPullProgress report, CancellationTokenSource stop)
    {
        if (report.BytesDone > 490_000)
        {
            stop.Cancel();
        }
    }

    private LoopbackAnswer Whole(LoopbackRequest request) => LoopbackAnswer.File(request, hub.Stored(request), HubServer.TagOf(hub.Stored(request)));

    private ModelPullOptions Options() => new()
    {
        BaseDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 3, Progress = new Then(report =>
        {
            if (report.Trouble is { } trouble)
            {
                troubles.Add(trouble);
            }
        }),
    };

    private Task<ModelPack> PullAsync(Func<ModelPullOptions, ModelPullOptions>? change = null, CancellationToken cancellationToken = default) =>
        store.PullAsync(HubAddress.Parse(Repository, hub.Address), change?.Invoke(Options()) ?? Options(), cancellationToken);

    private Task<EncoderException> FailAsync(string address) =>
        Should.ThrowAsync<EncoderException>(store.PullAsync(HubAddress.Parse(address, hub.Address), Options()));

    private string[] Remains() => [.. Directory.GetFileSystemEntries(store.Directory, ".*").Select(path => Path.GetFileName(path)!).Where(name => name != ".lock")];

    private sealed class Then(Action<ModelPullProgress> action) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value) => action(value);
    }
}
