using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>From WARC pages to a corpus with the recipe <c>refinedweb-extract</c>.</summary>
public sealed class PageBuildTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_sample_crawl_is_read_from_its_pages()
    {
        CliResult result = await BuildAsync(Repository.PathOf("samples/crawl"), "out");
        result.ExitCode.ShouldBe(0, result.Error);
        FlowCheck.Lines(result);
        FlowCheck.Manifest(folder.File("out"), result.JsonLines[^1]);
        string[] truth = File.ReadAllLines(Repository.PathOf("samples/crawl/truth.jsonl"));
        JsonElement[] captures = [.. truth.Select(line => JsonElement.Parse(line))];
        Stage(result, "read").GetProperty("documents_in").GetInt32().ShouldBe(captures.Length);
        Dropped(result, "read").ShouldBe($"http-status {captures.Count(c => Status(c) >= 400)}, redirect {captures.Count(c => Status(c) is >= 300 and < 400)}");
        string report = File.ReadAllText(folder.File("out/report.html"));
        report.ShouldContain("Bytes of pages, then of text");
        report.ShouldContain("not main text");
    }

    [SharedDataFact]
    public async Task Broken_captures_go_for_what_is_wrong_with_them_and_mislabelled_ones_are_read()
    {
        CliResult result = await BuildAsync(Path.Combine(SharedData.PathOf("data/crawl/segments"), "*/warc"), "out");
        result.ExitCode.ShouldBe(0, result.Error);
        FlowCheck.Lines(result);
        Stage(result, "read").GetProperty("documents_in").GetInt32().ShouldBe(503);
        Dropped(result, "read").ShouldBe("empty 2, http-status 4, not-html 6, redirect 2, truncated 2");

        JsonElement[] truth = [.. File.ReadLines(SharedData.PathOf("data/crawl/truth.jsonl")).Select(line => JsonElement.Parse(line))];
        Dictionary<string, string> kept = [];
        CliResult shown = await CliRunner.Portolan(folder.Path).RunAsync("corpus", "show", "out", "-n", "1000", "--json");
        foreach (JsonElement document in shown.JsonLinesOf("document"))
        {
            kept[document.GetProperty("url").GetString()!] = document.GetProperty("raw_content").GetString()!;
        }

        string[] unreadable = ["404", "503", "301", "png", "pdf", "json", "truncated", "empty"];
        int compared = 0;
        foreach (JsonElement capture in truth.Where(c => c.GetProperty("kind").GetString() == "broken"))
        {
            string url = capture.GetProperty("url").GetString()!, problem = capture.GetProperty("problem").GetString()!;
            if (unreadable.Contains(problem))
            {
                kept.ShouldNotContainKey(url);
            }
            else if (problem != "bad_utf8" && kept.TryGetValue(url, out string? text) && kept.TryGetValue(capture.GetProperty("dup_of").GetString()!, out string? original))
            {
                // Whatever the label says, the text is that of the page it was made from.
                Common(text, original).ShouldBeGreaterThan(0.97, url);
                compared++;
            }
        }

        compared.ShouldBeGreaterThanOrEqualTo(4);
        kept.Count.ShouldBeInRange(380, 487);
    }

    [SharedDataFact]
    public async Task Links_of_wat_files_are_listed()
    {
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync("corpus", "links", "--input", SharedData.PathOf("data/crawl/segments"), "--output", "edges.tsv", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement summary = result.JsonLines[^1];
        summary.GetProperty("pages").GetInt32().ShouldBe(489);
        string[] lines = File.ReadAllLines(folder.File("edges.tsv"));
        summary.GetProperty("links").GetInt32().ShouldBe(lines.Length);
        lines.Length.ShouldBeGreaterThan(10_000);
        lines.ShouldAllBe(line => line.Split('\t').Length == 5);
    }

    [Fact]
    public async Task Links_of_the_sample_crawl_are_listed_from_its_pages()
    {
        CliRunner portolan = CliRunner.Portolan(folder.Path);
        CliResult result = await portolan.RunAsync("corpus", "links", "--kind", "warc", "--input", Repository.PathOf("samples/crawl"), "--output", "edges.tsv");
        Golden.Equal("corpus/links.txt", result.Snapshot(text => text));
        string[] lines = File.ReadAllLines(folder.File("edges.tsv"));
        lines.ShouldContain(line => line.StartsWith("https://www.kuestenbote.example/", StringComparison.Ordinal) && line.Contains("\ta\t", StringComparison.Ordinal));

        CliResult wrong = await portolan.RunAsync("corpus", "links", "--kind", "wet", "--input", Repository.PathOf("samples/crawl"), "--output", "edges.tsv");
        Golden.Equal("errors/corpus-links-kind.txt", wrong.Snapshot(text => text));
        CliResult ending = await portolan.RunAsync("corpus", "links", "--kind", "warc", "--input", Repository.PathOf("samples/crawl"), "--output", "edges.csv");
        Golden.Equal("errors/corpus-links-output.txt", ending.Snapshot(text => text));
    }

    [Fact]
    public async Task A_recipe_that_forgets_to_extract_is_told_so()
    {
        folder.Write("mine.yaml", "name: mine\nstages:\n  - read: {kind: warc}\n  - language\n  - write\n");
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync("corpus", "build", "--recipe", "mine.yaml", "--input", Repository.PathOf("samples/crawl"), "--output", "out");
        Golden.Equal("errors/corpus-build-no-extract.txt", result.Snapshot(text => text));
    }

    private Task<CliResult> BuildAsync(string input, string output) =>
        CliRunner.Portolan(folder.Path).RunAsync("corpus", "build", "--recipe", "refinedweb-extract", "--input", input, "--output", output, "--json");

    private static JsonElement Stage(CliResult result, string name) => result.JsonLinesOf("stage").Single(line => line.GetProperty("stage").GetString() == name);

    private static string Dropped(CliResult result, string stage) =>
        string.Join(", ", Stage(result, stage).GetProperty("dropped").EnumerateObject().Select(reason => $"{reason.Name} {reason.Value}"));

    private static int Status(JsonElement capture) => capture.GetProperty("status").GetInt32();

    // Share of words, with their number, that two texts have in common.
    private static double Common(string first, string second)
    {
        Dictionary<string, int> words = [];
        foreach (string word in Words(first))
        {
            words[word] = words.GetValueOrDefault(word) + 1;
        }

        int common = 0;
        foreach (string word in Words(second))
        {
            if (words.GetValueOrDefault(word) > 0)
            {
                words[word]--;
                common++;
            }
        }

        return 2.0 * common / (Words(first).Length + Words(second).Length);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
