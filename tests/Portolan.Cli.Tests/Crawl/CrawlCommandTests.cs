using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Crawl;

/// <summary><c>portolan crawl</c> against a loopback server that behaves like Common Crawl's.</summary>
public sealed class CrawlCommandTests : IDisposable
{
    private readonly CommonCrawlServer server = new(Repository.PathOf("samples/crawl"));
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Snapshots_are_listed_for_people_and_programs()
    {
        CliResult text = await RunAsync("crawl", "list");
        text.ExitCode.ShouldBe(0, text.Error);
        text.Output.ShouldBe("CC-MAIN-2026-14    April 2026 Index  2026-04-05 to 2026-04-05\nCC-MAIN-2008-2009  2008-2009 Index\n");
        JsonElement[] lines = Lines(await RunAsync("crawl", "list", "--json"));
        lines[0].GetProperty("id").GetString().ShouldBe("CC-MAIN-2026-14");
        lines[0].GetProperty("cdx_api").GetString().ShouldBe(server.Address + "CC-MAIN-2026-14-index");
        lines[1].GetProperty("from").ValueKind.ShouldBe(JsonValueKind.Null);
        lines[^1].GetProperty("snapshots").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Kinds_of_a_snapshot_are_counted_and_paths_printed()
    {
        CliResult kinds = await RunAsync("crawl", "list", "--snapshot", server.Snapshot);
        kinds.ExitCode.ShouldBe(0, kinds.Error);
        kinds.Output.ShouldBe("warc                      3 files\nwet                       3 files\ncc-index-table            1 files\nsegment                   3 folders\n");
        CliResult paths = await RunAsync("crawl", "list", "--snapshot", server.Snapshot, "--paths", "wet");
        paths.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        paths.Output.ShouldStartWith("crawl-data/CC-MAIN-2026-14/segments/1775390400014.00/wet/");
        JsonElement[] lines = Lines(await RunAsync("crawl", "list", "--paths", "warc", "--json"));
        lines.Length.ShouldBe(4);
        lines[^1].GetProperty("paths").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Lookup_prints_captures_and_their_size()
    {
        CliResult text = await RunAsync("crawl", "lookup", "harbour.tarnmouth.example", "--match", "host", "--limit", "3");
        text.ExitCode.ShouldBe(0, text.Error);
        text.Output.Split('\n').Length.ShouldBe(4);
        text.Output.ShouldContain("  200  text/html  ");
        JsonElement[] lines = Lines(await RunAsync("crawl", "lookup", "example", "--match", "domain", "--filter", "=status:200", "--json"));
        int expected = server.Captures.Count(static entry => entry.Status == "200");
        lines.Length.ShouldBe(expected + 1);
        lines[^1].GetProperty("captures").GetInt32().ShouldBe(expected);
        (await RunAsync("crawl", "lookup", "example", "--match", "domain", "--size")).Output.ShouldStartWith("CC-MAIN-2026-14: ");
    }

    [Fact]
    public async Task Nothing_found_is_exit_code_1()
    {
        CliResult result = await RunAsync("crawl", "lookup", "nowhere.invalid");
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("has no such capture");
        (await RunAsync("crawl", "fetch", "--url", "nowhere.invalid", "--output", "none.warc.gz")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Files_are_fetched_built_from_and_not_fetched_again()
    {
        CliResult first = await RunAsync("crawl", "fetch", "--kind", "wet", "--all", "--verify", "--output", "crawl", "--json");
        first.ExitCode.ShouldBe(0, first.Error);
        JsonElement[] lines = Lines(first);
        lines.Count(static line => line.GetProperty("type").GetString() == "file" && line.GetProperty("status").GetString() == "fetched" && line.GetProperty("records").GetInt32() > 50).ShouldBe(3);
        lines[^1].GetProperty("fetched").GetInt32().ShouldBe(3);
        int before = server.Requests.Count;
        CliResult second = await RunAsync("crawl", "fetch", "--snapshot", server.Snapshot, "--kind", "wet", "--all", "--output", "crawl");
        second.ExitCode.ShouldBe(0, second.Error);
        second.Error.ShouldContain("0 files fetched, 3 were there, 0 failed");
        server.Requests.Count.ShouldBe(before);

        CliResult build = await RunAsync("corpus", "build", "--input", "crawl", "--output", "out");
        build.ExitCode.ShouldBe(0, build.Error);
        CliResult local = await RunAsync("corpus", "build", "--input", Repository.PathOf("samples/crawl"), "--output", "local");
        local.ExitCode.ShouldBe(0, local.Error);
        foreach (string file in Directory.GetFiles(folder.File("local"), "*.json.gz"))
        {
            File.ReadAllBytes(folder.File("out/" + Path.GetFileName(file))).ShouldBe(File.ReadAllBytes(file));
        }
    }

    [Fact]
    public async Task First_and_sample_choose_files()
    {
        CliResult first = await RunAsync("crawl", "fetch", "--kind", "wet", "--first", "1", "--output", "a");
        first.Output.ShouldContain("CC-SAMPLE-2026-20260405120000");
        string[] samples = [];
        for (int i = 0; i < 2; i++)
        {
            samples = [.. samples, (await RunAsync("crawl", "fetch", "--kind", "wet", "--sample", "1", "--seed", "3", "--output", "b")).Output];
        }

        samples[1].ShouldBe(samples[0]);
        samples[0].Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public async Task Killed_download_goes_on_at_the_byte()
    {
        const int Cut = 100_000;
        server.Fault = request => request.Path.EndsWith(".warc.gz", StringComparison.Ordinal)
            ? LoopbackAnswer.File(request, server.Files[request.Path], server.TagOf(request.Path)).CutAt(Cut, LoopbackEnding.Stall)
            : null;
        using (CliProcess process = Runner().Start("crawl", "fetch", "--kind", "warc", "--first", "2", "--output", "crawl"))
        {
            SpinWait.SpinUntil(() => Directory.Exists(folder.File("crawl")) && Parts().Length == 2 && Parts().All(static part => part.Length == Cut), TimeSpan.FromSeconds(60)).ShouldBeTrue();
            process.Kill();
            await process.WaitAsync();
        }

        Directory.GetFiles(folder.File("crawl"), "*.warc.gz", SearchOption.AllDirectories).ShouldBeEmpty();
        server.Fault = null;
        int before = server.Requests.Count;
        CliResult result = await RunAsync("crawl", "fetch", "--kind", "warc", "--first", "2", "--output", "crawl", "--verify");
        result.ExitCode.ShouldBe(0, result.Error);
        LoopbackRequest[] resumed = [.. server.Requests.Skip(before).Where(static request => request.Path.EndsWith(".warc.gz", StringComparison.Ordinal))];
        resumed.Length.ShouldBe(2);
        resumed.ShouldAllBe(request => request.RangeStart == Cut && request["If-Range"] == server.TagOf(request.Path));
        foreach (string path in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            File.ReadAllBytes(folder.File(path)).ShouldBe(server.Files["/" + path["crawl/".Length..]]);
        }
    }

    [Fact]
    public async Task Killed_fetch_of_records_goes_on_after_the_last_one()
    {
        const int Written = 5;
        int ranges = 0;
        server.Fault = request => request["Range"] is not null && Interlocked.Increment(ref ranges) > Written
            ? LoopbackAnswer.File(request, server.Files[request.Path], server.TagOf(request.Path)).CutAt(10, LoopbackEnding.Stall)
            : null;
        string[] command = ["crawl", "fetch", "--url", "harbour.tarnmouth.example", "--match", "host", "--parallel", "1", "--output", "harbour.warc.gz"];
        using (CliProcess process = Runner().Start(command))
        {
            string journal = folder.File(".portolan/harbour.warc.gz.jsonl");
            SpinWait.SpinUntil(() => File.Exists(journal) && ReadShared(journal).Count(static c => c == '\n') == Written + 1, TimeSpan.FromSeconds(60)).ShouldBeTrue();
            process.Kill();
            await process.WaitAsync();
        }

        server.Fault = null;
        JsonElement[] lines = Lines(await RunAsync([.. command, "--json"]));
        lines.Count(static line => line.GetProperty("type").GetString() == "record" && line.GetProperty("status").GetString() == "present").ShouldBe(Written);
        byte[][] expected = [.. server.Captures.Where(static entry => new Uri(entry.Url).Host == "harbour.tarnmouth.example").Select(static entry => entry.Record)];
        GzipMembers.Of(File.ReadAllBytes(folder.File("harbour.warc.gz"))).Skip(1).Select(static member => member.Content).ShouldBe(expected);
    }

    [Fact]
    public async Task Captures_go_from_lookup_to_fetch_through_a_file_and_a_pipe()
    {
        CliResult lookup = await RunAsync("crawl", "lookup", "harbour.tarnmouth.example", "--match", "host", "--json");
        folder.Write("captures.jsonl", lookup.Output);
        CliResult file = await RunAsync("crawl", "fetch", "--captures", "captures.jsonl", "--output", "a.warc.gz");
        file.ExitCode.ShouldBe(0, file.Error);
        CliResult pipe = await Runner().RunWithInputAsync(lookup.Output, "crawl", "fetch", "--captures", "-", "--output", "b.warc.gz");
        pipe.ExitCode.ShouldBe(0, pipe.Error);
        CliResult output = await CliRunner.Of("bash", folder.Path).RunAsync("-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' crawl fetch --captures captures.jsonl --output - --data-url {server.Address} --cache cache > c.warc.gz");
        output.ExitCode.ShouldBe(0, output.Error);
        byte[][] records = Records("a.warc.gz");
        records.Length.ShouldBe(server.Captures.Count(static entry => new Uri(entry.Url).Host == "harbour.tarnmouth.example"));
        Records("b.warc.gz").ShouldBe(records);
        Records("c.warc.gz").ShouldBe(records);
    }

    [Fact]
    public async Task Rejected_record_is_named_and_the_exit_code_is_1()
    {
        CliResult lookup = await RunAsync("crawl", "lookup", "harbour.tarnmouth.example", "--match", "host", "--limit", "2", "--json");
        folder.Write("captures.jsonl", lookup.Output.Replace("\"digest\":\"" + server.Captures.First(static entry => new Uri(entry.Url).Host == "harbour.tarnmouth.example").Digest, "\"digest\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", StringComparison.Ordinal));
        CliResult result = await RunAsync("crawl", "fetch", "--captures", "captures.jsonl", "--output", "a.warc.gz");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("warning: ");
        result.Error.ShouldContain("the index says sha1:AAAA");
        result.Error.ShouldContain("1 records fetched, 0 were there, 1 failed");
    }

    [Fact]
    public async Task Overloaded_server_is_given_up_after_the_attempts_that_were_asked_for()
    {
        server.Fault = static request => CommonCrawlServer.SlowDown();
        CliResult result = await RunAsync("crawl", "list", "--attempts", "1");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("answered 503 Slow Down");
        result.Error.ShouldContain("hint: ");
        server.Requests[0]["User-Agent"]!.ShouldStartWith("Portolan/");
    }

    [Theory]
    [InlineData("give one of --kind, --url and --captures", "crawl", "fetch", "--output", "o")]
    [InlineData("give one of --kind, --url and --captures", "crawl", "fetch", "--output", "o", "--kind", "wet", "--url", "a.example")]
    [InlineData("say how many files", "crawl", "fetch", "--output", "o", "--kind", "wet")]
    [InlineData("say how many files", "crawl", "fetch", "--output", "o", "--kind", "wet", "--first", "1", "--all")]
    [InlineData("is not a kind of files", "crawl", "fetch", "--output", "o", "--kind", "zip", "--first", "1")]
    [InlineData("segments are folders", "crawl", "fetch", "--output", "o", "--kind", "segment", "--first", "1")]
    [InlineData("--verify goes with archives", "crawl", "fetch", "--output", "o", "--kind", "cc-index", "--first", "1", "--verify")]
    [InlineData("go with --kind", "crawl", "fetch", "--output", "o", "--url", "a.example", "--first", "1")]
    [InlineData("go with --url", "crawl", "fetch", "--output", "o", "--kind", "wet", "--first", "1", "--match", "host")]
    [InlineData("go with --url", "crawl", "fetch", "--output", "o", "--captures", "c", "--limit", "1")]
    [InlineData("would both write", "crawl", "fetch", "--output", "-", "--url", "a.example", "--json")]
    [InlineData("is not a kind of files", "crawl", "list", "--paths", "zip")]
    [InlineData("is not a filter", "crawl", "lookup", "a.example", "--filter", "status=200")]
    [InlineData("is not the name of a crawl", "crawl", "list", "--snapshot", "2024-22")]
    [InlineData("is not one of the 2 snapshots", "crawl", "lookup", "a.example", "--snapshot", "CC-MAIN-2031-01")]
    [InlineData("is not an address", "crawl", "list", "--data-url", "/mnt/crawl", "--paths", "wet")]
    [InlineData("exists already", "crawl", "fetch", "--output", "there", "--url", "example", "--match", "domain")]
    [InlineData("no such file", "crawl", "fetch", "--captures", "no-such-file", "--output", "o")]
    public async Task Mistakes_are_explained(string message, params string[] command)
    {
        folder.Write("there", "precious");
        CliResult result = await RunAsync(command);
        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBe("");
        result.Error.ShouldContain(message);
        result.Error.ShouldContain("hint: ");
    }

    [Fact]
    public async Task Settings_come_from_the_configuration_file_too()
    {
        folder.Write("portolan.yaml", $"crawl:\n  list:\n    index-url: {server.Address}\n");
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync("crawl", "list");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldStartWith("CC-MAIN-2026-14");
    }

    private static JsonElement[] Lines(CliResult result)
    {
        result.ExitCode.ShouldBe(0, result.Error);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private FileInfo[] Parts() => new DirectoryInfo(folder.File("crawl")).GetFiles("*.part", SearchOption.AllDirectories);

    private byte[][] Records(string name) => [.. GzipMembers.Of(File.ReadAllBytes(folder.File(name))).Skip(1).Select(static member => member.Content)];

    private CliRunner Runner() => CliRunner.Portolan(folder.Path)
        .WithVariable("PORTOLAN_DATA_URL", server.Address)
        .WithVariable("PORTOLAN_INDEX_URL", server.Address)
        .WithVariable("PORTOLAN_CACHE", folder.File("cache"));

    private Task<CliResult> RunAsync(params string[] command) => Runner().RunAsync(command);
}
