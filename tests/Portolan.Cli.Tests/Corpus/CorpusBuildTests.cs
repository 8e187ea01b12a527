using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>Builds from real and realistic crawl files.</summary>
public sealed class CorpusBuildTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [SharedDataFact]
    public async Task One_worker_and_eight_write_the_same_files()
    {
        string crawl = SharedData.PathOf("data/crawl/segments");
        CliResult one = await BuildAsync(crawl, "one", "--workers", "1");
        CliResult eight = await BuildAsync(crawl, "eight", "--workers", "8", "--json");
        one.ExitCode.ShouldBe(0, one.Error);
        eight.ExitCode.ShouldBe(0, eight.Error);
        BuildOutput.ShouldBeSame(folder.File("eight"), folder.File("one"));
        FlowCheck.Lines(eight);
        FlowCheck.Manifest(folder.File("eight"), eight.JsonLines[^1]);
        // 493 conversion records less one warcinfo for each of the four files (DATA.md).
        eight.JsonLines[^1].GetProperty("documents_in").GetInt64().ShouldBe(489);
    }

    [Fact]
    public async Task Little_memory_gives_the_same_corpus()
    {
        string crawl = GeneratedCrawl.Write(folder, files: 3, documents: 2000);
        (await BuildAsync(crawl, "plenty")).ExitCode.ShouldBe(0);
        CliResult little = await BuildAsync(crawl, "little", "--memory", "1MB", "--workers", "2");
        little.ExitCode.ShouldBe(0, little.Error);
        BuildOutput.ShouldBeSame(folder.File("little"), folder.File("plenty"));
    }

    [Fact]
    public async Task Only_the_chosen_languages_are_kept()
    {
        CliResult result = await BuildAsync(Repository.PathOf("samples/crawl"), "out", "--languages", "de,fr", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        FlowCheck.Lines(result);
        result.JsonLinesOf("language").Select(line => line.GetProperty("language").GetString()).ShouldBe(["de", "fr"]);
        Directory.GetFiles(folder.File("out"), "*.json.gz").Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["de_all_0000.json.gz", "fr_all_0000.json.gz"]);
    }

    [Fact]
    public async Task The_recipe_that_is_printed_builds_the_same_corpus()
    {
        string crawl = Repository.PathOf("samples/crawl");
        CliResult printed = await Portolan.RunAsync("corpus", "recipes", "show", "ccnet");
        printed.ExitCode.ShouldBe(0, printed.Error);
        folder.Write("my.yaml", printed.Output);
        CliResult named = await BuildAsync(crawl, "named");
        CliResult mine = await Portolan.RunAsync("corpus", "build", "--recipe", "my.yaml", "--input", crawl, "--output", "mine");
        named.ExitCode.ShouldBe(0, named.Error);
        mine.ExitCode.ShouldBe(0, mine.Error);
        BuildOutput.Documents(folder.File("mine")).ShouldBe(BuildOutput.Documents(folder.File("named")));
    }

    [Fact]
    public async Task A_build_of_a_corpus_that_is_read_as_json_works()
    {
        (await Portolan.RunAsync("quickstart", "--output", "first", "--quiet")).ExitCode.ShouldBe(0);
        folder.Write("again.yaml", "name: again\ndescription: A corpus once more.\nstages:\n  - read:\n      kind: jsonl\n  - length:\n      minimum: 1000\n  - write\n");
        CliResult result = await Portolan.RunAsync("corpus", "build", "--recipe", "again.yaml", "--input", "first/*.json.gz", "--output", "second", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        FlowCheck.Lines(result);
        JsonElement summary = result.JsonLines[^1];
        summary.GetProperty("documents_out").GetInt64().ShouldBeInRange(1, summary.GetProperty("documents_in").GetInt64() - 1);
    }

    [Fact]
    public async Task Recipes_are_listed_and_each_can_be_read()
    {
        CliResult list = await Portolan.RunAsync("corpus", "recipes", "--json");
        list.ExitCode.ShouldBe(0, list.Error);
        string[] names = [.. list.JsonLinesOf("recipe").Select(line => line.GetProperty("name").GetString()!)];
        names.ShouldContain("ccnet");
        list.JsonLines[^1].GetProperty("recipes").GetInt32().ShouldBe(names.Length);
        (await Portolan.RunAsync("corpus", "recipes")).OutputLines.Select(line => line.Split(' ')[0]).ShouldBe(names);
        foreach (string name in names)
        {
            CliResult one = await Portolan.RunAsync("corpus", "recipes", "show", name);
            one.ExitCode.ShouldBe(0, one.Error);
            one.Output.ShouldStartWith($"name: {name}\n");
        }
    }

    private Task<CliResult> BuildAsync(string input, string output, params string[] more) =>
        Portolan.RunAsync(["corpus", "build", "--recipe", "ccnet", "--input", input, "--output", output, .. more]);
}
