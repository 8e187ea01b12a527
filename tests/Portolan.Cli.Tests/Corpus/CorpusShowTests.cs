using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary><c>corpus show</c> and <c>corpus report</c> on the built sample crawl.</summary>
public sealed class CorpusShowTests(SampleBuild build) : IClassFixture<SampleBuild>
{
    private CliRunner Portolan => CliRunner.Portolan(build.Folder.Path);

    [Fact]
    public async Task One_page_is_shown_by_its_address()
    {
        CliResult result = await Portolan.RunAsync("corpus", "show", "out", "--url", "www.kittiwake-light.example/storm-1871");
        result.ExitCode.ShouldBe(0, result.Error);
        Golden.Equal("corpus/show-page.txt", result.Output);
    }

    [Fact]
    public async Task Documents_in_one_language_up_to_a_count()
    {
        CliResult result = await Portolan.RunAsync("corpus", "show", "out", "--language", "de", "-n", "3", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement[] documents = result.JsonLinesOf("document");
        documents.Length.ShouldBe(3);
        documents.ShouldAllBe(document => document.GetProperty("language").GetString() == "de");
        result.JsonLines[^1].GetProperty("documents").GetInt32().ShouldBe(3);
        documents[0].EnumerateObject().Select(field => field.Name).ShouldBe(
            ["type", "url", "date_download", "digest", "length", "nlines", "source_domain", "title", "raw_content", "original_nlines", "original_length", "line_ids", "language", "language_score", "perplexity", "bucket"]);
    }

    [Fact]
    public async Task Documents_with_a_text_whatever_its_case()
    {
        CliResult result = await Portolan.RunAsync("corpus", "show", "out", "--grep", "HARBOUR", "-n", "1000", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement[] found = result.JsonLinesOf("document");
        JsonElement[] all = (await Portolan.RunAsync("corpus", "show", "out", "-n", "1000", "--json")).JsonLinesOf("document");
        found.Length.ShouldBe(all.Count(document => document.GetProperty("raw_content").GetString()!.Contains("harbour", StringComparison.OrdinalIgnoreCase)));
        found.Length.ShouldBeInRange(1, all.Length - 1);
    }

    [Fact]
    public async Task The_whole_text_is_shown_on_request()
    {
        JsonElement[] all = (await Portolan.RunAsync("corpus", "show", "out", "-n", "1000", "--json")).JsonLinesOf("document");
        string Url(JsonElement document) => document.GetProperty("url").GetString()!;
        // --url takes a part of an address: only one that is no part of another names a single document.
        JsonElement longest = all.Where(document => all.Count(other => Url(other).Contains(Url(document), StringComparison.Ordinal)) == 1)
            .MaxBy(document => document.GetProperty("nlines").GetInt32());
        string[] lines = longest.GetProperty("raw_content").GetString()!.Split('\n');
        lines.Length.ShouldBeGreaterThan(6);
        string[] page = ["corpus", "show", "out", "--url", Url(longest), "-n", "1"];
        CliResult begin = await Portolan.RunAsync(page);
        CliResult whole = await Portolan.RunAsync([.. page, "--full"]);
        begin.Output.ShouldContain($"… {lines.Length - 6} more lines\n");
        whole.Output.ShouldNotContain("more lines");
        whole.Output.ShouldEndWith(string.Concat(lines.Select(line => $"  {line}\n")) + "\n");
    }

    [Theory]
    [InlineData("--language", "xx")]
    [InlineData("--url", "nowhere.example")]
    [InlineData("--grep", "qqqqqq")]
    [InlineData("--bucket", "all-but")]
    public async Task Nothing_found_is_the_answer_no(string option, string value) =>
        (await Portolan.RunAsync("corpus", "show", "out", option, value)).ShouldBe(new CliResult(1, "", "no document matches\n"));

    [Theory]
    [InlineData("show")]
    [InlineData("report")]
    public async Task A_directory_without_a_build_is_an_error(string verb)
    {
        using var folder = new TemporaryFolder();
        (await CliRunner.Portolan(folder.Path).RunAsync("corpus", verb, "nowhere")).ShouldBe(
            new CliResult(2, "", "error: there is no directory nowhere\nhint: give the --output of a build\n"));
        (await CliRunner.Portolan(folder.Path).RunAsync("corpus", verb, ".")).ShouldBe(
            new CliResult(2, "", "error: . holds no finished build: manifest.json is missing\nhint: run the build again to finish it\n"));
    }

    [Fact]
    public async Task A_report_is_made_anew_from_the_manifest()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(build.Output, "manifest.json"), folder.File("manifest.json"));
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync("corpus", "report", ".");
        result.ExitCode.ShouldBe(0, result.Error);
        result.OutputLines.ShouldBe(["./report.html"]);
        File.ReadAllText(folder.File("report.html")).ShouldBe(File.ReadAllText(Path.Combine(build.Output, "report.html")));
    }

    [Fact]
    public async Task A_reader_that_leaves_early_is_no_error()
    {
        CliResult result = await CliRunner.Of("bash", build.Folder.Path).RunAsync(
            "-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' corpus show out -n 1000 --full | head -n 1; echo \"${{PIPESTATUS[0]}}\"");
        result.Error.ShouldBe("");
        result.OutputLines[^1].ShouldBe("0");
    }
}
