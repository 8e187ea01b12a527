using System.Text;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary><c>--crawl</c> against a server that has the sample crawl where Common Crawl would have it.</summary>
public sealed class CrawlTests : IDisposable
{
    private const string Prefix = "crawl-data/CC-MAIN-2024-22/";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public CrawlTests()
    {
        var paths = new StringBuilder();
        foreach (string file in GeneratedCrawl.SampleFiles)
        {
            string path = Prefix + Path.GetRelativePath(Repository.PathOf("samples/crawl"), file);
            paths.Append(path).Append('\n');
            files["/" + path] = File.ReadAllBytes(file);
        }

        var list = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(list, System.IO.Compression.CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(paths.ToString()));
        }

        files[$"/{Prefix}wet.paths.gz"] = list.ToArray();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_segments_are_fetched_once_and_built()
    {
        using LoopbackServer server = LoopbackServer.OfFiles(files);
        CliResult result = await BuildAsync(server, "first", "--cache", "cache");
        result.ExitCode.ShouldBe(0, result.Error);
        FlowCheck.Lines(result);
        await ShouldBeAsFromDiskAsync("first");
        string[] fetched = [.. server.Requests.Select(request => request.Path).Order(StringComparer.Ordinal)];
        fetched.ShouldBe(files.Keys.Order(StringComparer.Ordinal).Where(path => !path.Contains("1775397600014.02", StringComparison.Ordinal)));

        int before = server.Requests.Count;
        CliResult again = await BuildAsync(server, "second", "--cache", "cache");
        again.ExitCode.ShouldBe(0, again.Error);
        server.Requests.Count.ShouldBe(before);
        BuildOutput.ShouldBeSame(folder.File("second"), folder.File("first"));
    }

    [Fact]
    public async Task Dropped_connections_are_taken_up_where_they_broke()
    {
        using var server = new LoopbackServer(request =>
        {
            LoopbackAnswer whole = LoopbackAnswer.File(request, files[request.Path]);
            return whole.Body.Length > 20_000 ? whole.CutAt(20_000) : whole;
        });
        CliResult result = await BuildAsync(server, "out", "--cache", "cache");
        result.ExitCode.ShouldBe(0, result.Error);
        await ShouldBeAsFromDiskAsync("out");
        server.Requests.Count(request => request.RangeStart > 0).ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Nothing_is_kept_without_a_cache()
    {
        using LoopbackServer server = LoopbackServer.OfFiles(files);
        CliResult result = await CliRunner.Portolan(folder.Path).WithVariable("PORTOLAN_CACHE", folder.File("cache"))
            .RunAsync(Arguments(server, "out", "--no-cache"));
        result.ExitCode.ShouldBe(0, result.Error);
        await ShouldBeAsFromDiskAsync("out");
        Directory.Exists(folder.File("cache")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_crawl_that_is_not_there_is_an_error()
    {
        using var server = LoopbackServer.OfFiles(new Dictionary<string, byte[]>());
        CliResult result = await BuildAsync(server, "out", "--no-cache");
        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBe("");
        result.Error.ShouldStartWith("error: ");
        result.Error.ShouldContain($"{server.Base}{Prefix}wet.paths.gz");
        result.Error.ShouldContain("404");
        result.Error.ShouldContain("\nhint: ");
        Directory.Exists(folder.File("out")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_missing_stops_the_build_and_the_next_run_finishes_it()
    {
        string last = files.Keys.Where(path => path.EndsWith(".wet.gz", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ElementAt(1);
        bool isThere = false;
        using var server = new LoopbackServer(request =>
            request.Path == last && !isThere ? LoopbackAnswer.Status(404, "Not Found") : LoopbackAnswer.File(request, files[request.Path]));
        CliResult result = await BuildAsync(server, "out", "--cache", "cache", "--workers", "1");
        result.ExitCode.ShouldBe(2, result.Output);
        result.Error.ShouldContain(last);
        result.Error.ShouldContain("404");
        isThere = true;
        CliResult again = await BuildAsync(server, "out", "--cache", "cache", "--workers", "1");
        again.ExitCode.ShouldBe(0, again.Error);
        await ShouldBeAsFromDiskAsync("out");
    }

    [Theory]
    [InlineData("CC-MAIN-22", "error: 'CC-MAIN-22' is not the name of a crawl\nhint: names look like CC-MAIN-2024-22")]
    [InlineData("../../etc", "error: '../../etc' is not the name of a crawl\n")]
    public async Task A_name_that_no_crawl_has_is_an_error(string name, string message)
    {
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync("corpus", "build", "--crawl", name, "--output", "out");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith(message);
    }

    private static string[] Arguments(LoopbackServer server, string output, params string[] more) =>
        ["corpus", "build", "--crawl", "CC-MAIN-2024-22", "--kind", "wet", "--segments", "2", "--base-address", server.Base.AbsoluteUri, "--output", output, "--json", .. more];

    private Task<CliResult> BuildAsync(LoopbackServer server, string output, params string[] more) =>
        CliRunner.Portolan(folder.Path).RunAsync(Arguments(server, output, more));

    private async Task ShouldBeAsFromDiskAsync(string output)
    {
        CliResult local = await CliRunner.Portolan(folder.Path).RunAsync(
            "corpus", "build", "--input", GeneratedCrawl.SampleFiles[0], "--input", GeneratedCrawl.SampleFiles[1], "--output", "local", "--quiet");
        local.ExitCode.ShouldBe(0, local.Error);
        BuildOutput.Documents(folder.File(output)).ShouldBe(BuildOutput.Documents(folder.File("local")));
        BuildOutput.ShouldBeTidy(folder.File(output));
    }
}
