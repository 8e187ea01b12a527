using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>Inputs that are wrong, alone and among good ones.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Page = "<!doctype html><html><body>Service temporarily unavailable</body></html>";

    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("nowhere", "nowhere does not exist")]
    [InlineData("nowhere/deep/x.warc.gz", "nowhere/deep/x.warc.gz does not exist")]
    [InlineData("nowhere/*.warc.gz", "nothing matches nowhere/*.warc.gz")]
    public async Task A_path_that_leads_nowhere(string path, string message)
    {
        CliResult result = await BuildAsync(path);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith($"error: {message}\nhint: the closest directory that exists is {folder.Path}");
        Directory.Exists(folder.File("out")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_without_archives()
    {
        folder.Write("in/notes.txt", "nothing to see");
        CliResult result = await BuildAsync("in");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith("error: directory in holds no file that can be read\nhint: known endings are .warc");
    }

    [Theory]
    [InlineData("", "is empty, expected 'WARC/1.0'")]
    [InlineData(Page, "is not a web archive: found '<!doctype html><html><bo' at byte 0, expected 'WARC/1.0'")]
    [InlineData("\0\0\0\0\0\0\0\0", "is not a web archive")]
    public async Task A_file_that_is_no_archive(string content, string message)
    {
        folder.Write("x.warc.gz", content);
        CliResult alone = await BuildAsync("x.warc.gz");
        alone.ExitCode.ShouldBe(2);
        alone.Output.ShouldBe("");
        alone.Error.ShouldStartWith("error: ");
        alone.Error.ShouldContain($"x.warc.gz {message}");
        alone.Error.ShouldContain("\nhint: ");
        BuildOutput.ShouldBeUnfinished(folder.File("out"));

        // Among good files it is listed and the rest is built.
        CliResult among = await BuildAsync("x.warc.gz", "--input", GeneratedCrawl.SampleFiles[0], "--json", "--output", "mixed");
        among.ExitCode.ShouldBe(1, among.Error);
        FlowCheck.Lines(among);
        JsonElement rejected = among.JsonLinesOf("rejected").ShouldHaveSingleItem();
        rejected.GetProperty("file").GetString().ShouldBe("x.warc.gz");
        rejected.GetProperty("offset").GetInt64().ShouldBe(0);
        rejected.GetProperty("reason").GetString()!.ShouldContain(message);
        among.JsonLines[^1].GetProperty("documents_in").GetInt64().ShouldBeGreaterThan(40);
        File.ReadAllText(folder.File("mixed/report.html")).ShouldContain("x.warc.gz");
    }

    [Fact]
    public async Task A_cut_download_is_listed_and_its_whole_records_are_used()
    {
        byte[] whole = File.ReadAllBytes(GeneratedCrawl.SampleFiles[0]);
        folder.Write("cut.warc.wet.gz", whole[..(whole.Length / 2)]);
        CliResult result = await BuildAsync("cut.warc.wet.gz");
        result.ExitCode.ShouldBe(1, result.Error);
        result.Error.ShouldContain("warning: ");
        result.Error.ShouldMatch(@"cut\.warc\.wet\.gz.* byte \d+");
        result.Output.ShouldContain(" documents read ");
        BuildOutput.ShouldBeTidy(folder.File("out"));
    }

    [Fact]
    public async Task Pages_where_texts_are_expected()
    {
        CliResult result = await BuildAsync(Repository.PathOf("samples/crawl"), "--kind", "warc");
        result.ExitCode.ShouldBe(1, result.Error);
        result.Error.ShouldContain("warning: no document was found: none of the ");
        result.Output.ShouldStartWith("0 documents read");
    }

    [Fact]
    public async Task An_output_that_is_a_file()
    {
        folder.Write("out", "mine");
        CliResult result = await BuildAsync(GeneratedCrawl.SampleFiles[0]);
        result.ShouldBe(new CliResult(2, "", "error: cannot write to the output directory out: it is a file\nhint: choose another --output\n"));
        File.ReadAllText(folder.File("out")).ShouldBe("mine");
    }

    [Fact]
    public async Task An_output_directory_with_another_finished_build()
    {
        (await BuildAsync(GeneratedCrawl.SampleFiles[0])).ExitCode.ShouldBe(0);
        string[] before = BuildOutput.Documents(folder.File("out"));
        CliResult result = await BuildAsync(GeneratedCrawl.SampleFiles[1]);
        result.ShouldBe(new CliResult(
            2,
            "",
            "error: out holds a finished build of recipe ccnet from other inputs or settings\nhint: choose another --output, or delete that directory first\n"));
        BuildOutput.Documents(folder.File("out")).ShouldBe(before);
    }

    [Fact]
    public async Task Recipes_that_are_wrong()
    {
        string ccnet = (await Portolan.RunAsync("corpus", "recipes", "show", "ccnet")).Output;
        string[] lines = ccnet.Split('\n');
        await ShouldFailAsync("minimum-score:", "minimum-scor:", "language has no setting 'minimum-scor'", "did you mean 'minimum-score'?");
        await ShouldFailAsync("minimum: 300", "minimum: lots", "length.minimum is 'lots', expected a whole number", null);
        await ShouldFailAsync("- exact-dedup:", "- exact-dedupe:", "there is no stage 'exact-dedupe'", "did you mean 'exact-dedup'?");
        await ShouldFailAsync("mode: remove-all", "mode: remove-al", "'remove-al'", null);
        await ShouldFailAsync("shard-size: 4GB", "shard-size: 4XB", "'4XB'", null);
        Directory.Exists(folder.File("out")).ShouldBeFalse();

        async Task ShouldFailAsync(string right, string wrong, string message, string? hint)
        {
            folder.Write("my.yaml", ccnet.Replace(right, wrong, StringComparison.Ordinal));
            int line = Array.FindIndex(lines, text => text.Contains(right, StringComparison.Ordinal)) + 1;
            CliResult result = await BuildAsync(GeneratedCrawl.SampleFiles[0], "--recipe", "my.yaml");
            result.ExitCode.ShouldBe(2);
            result.Error.ShouldStartWith($"error: recipe my.yaml, line {line}: ");
            result.Error.ShouldContain(message);
            if (hint is not null)
            {
                result.Error.ShouldContain($"\nhint: {hint}\n");
            }
        }
    }

    [Theory]
    [InlineData("ccnett", "error: there is no recipe 'ccnett'; there are ccnet, ", "hint: did you mean 'ccnet'?\n")]
    [InlineData("my.yaml", "error: cannot read recipe my.yaml: ", "hint: built-in recipes are ccnet, ")]
    public async Task A_recipe_that_is_not_there(string name, string error, string hint)
    {
        CliResult result = await BuildAsync(GeneratedCrawl.SampleFiles[0], "--recipe", name);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith(error);
        result.Error.ShouldContain("\n" + hint);
    }

    [Theory]
    [InlineData(new[] { "--memory", "lots" }, "--memory")]
    [InlineData(new[] { "--memory", "1kB" }, "--memory")]
    [InlineData(new[] { "--workers", "0" }, "--workers")]
    [InlineData(new[] { "--segments", "2" }, "--segments and --files go with --crawl")]
    [InlineData(new[] { "--crawl", "CC-MAIN-2024-22" }, "give either --input or --crawl")]
    [InlineData(new[] { "--kind", "pdf" }, "--kind: 'pdf'")]
    public async Task Options_that_are_wrong(string[] options, string message)
    {
        CliResult result = await BuildAsync([GeneratedCrawl.SampleFiles[0], .. options]);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith("error: " + message);
        result.Error.ShouldContain("\nhint: ");
        result.Error.ShouldContain("\nusage: portolan corpus build --output <directory> [options]\n");
        Directory.Exists(folder.File("out")).ShouldBeFalse();
    }

    private Task<CliResult> BuildAsync(params string[] arguments)
    {
        string[] output = arguments.Contains("--output") ? [] : ["--output", "out"];
        return Portolan.RunAsync(["corpus", "build", "--input", .. arguments, .. output]);
    }
}
