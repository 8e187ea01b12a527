using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary><c>corpus build</c> with language models.</summary>
public sealed class LanguageModelTests : IDisposable
{
    private static readonly string Crawl = Repository.PathOf("samples/crawl");
    private static readonly string Models = Repository.PathOf("samples/language-models");

    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Documents_are_sorted_by_bucket_and_the_numbers_balance()
    {
        CliResult result = await BuildAsync("out", "--language-models", Models, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldNotContain("no language models");
        FlowCheck.Lines(result);
        FlowCheck.Manifest(folder.File("out"), result.JsonLines[^1]);
        BuildOutput.ShouldBeTidy(folder.File("out"));
        result.JsonLinesOf("stage").Select(line => line.GetProperty("stage").GetString()).ShouldBe(["read", "length", "exact-dedup", "language", "perplexity", "write"]);
        JsonElement perplexity = JsonElement.Parse(File.ReadAllText(folder.File("out/manifest.json"))).GetProperty("perplexity");
        perplexity.GetProperty("cutoffs").GetString().ShouldBe("from-crawl");
        foreach (JsonElement language in perplexity.GetProperty("languages").EnumerateArray())
        {
            string code = language.GetProperty("language").GetString()!;
            long[] thirds = [.. result.JsonLinesOf("language").Where(l => l.GetProperty("language").GetString() == code).Select(l => l.GetProperty("documents").GetInt64())];
            thirds.Length.ShouldBe(3, code);
            thirds.Sum().ShouldBe(language.GetProperty("documents").GetInt64(), code);
            (thirds.Max() - thirds.Min()).ShouldBeLessThanOrEqualTo(2, code);
        }

        CliResult shown = await Portolan.RunAsync("corpus", "show", "out", "--language", "de", "--bucket", "head", "-n", "1");
        shown.OutputLines[1].ShouldMatch(", head \\(perplexity [0-9]+\\.[0-9]\\)$");
    }

    [Fact]
    public async Task Workers_change_nothing()
    {
        (await BuildAsync("one", "--language-models", Models, "--workers", "1")).ExitCode.ShouldBe(0);
        (await BuildAsync("eight", "--language-models", Models, "--workers", "8")).ExitCode.ShouldBe(0);
        BuildOutput.ShouldBeSame(folder.File("eight"), folder.File("one"));
    }

    [Fact]
    public async Task A_table_of_cutoffs_is_followed()
    {
        string table = folder.Write("cutoff.csv", ",de\n30,100000\n60,200000\n");
        CliResult result = await BuildAsync("out", "--language-models", Models, "--cutoffs", table, "--languages", "de,en", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        result.JsonLinesOf("language").Select(line => $"{line.GetProperty("language")} {line.GetProperty("bucket")}").Order(StringComparer.Ordinal).ShouldBe(["de head", "en all"]);
    }

    [Fact]
    public async Task Without_models_a_note_says_that_nothing_is_scored()
    {
        CliResult result = await BuildAsync("out");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldContain("no language models were given (--language-models): perplexity is not scored, every document goes to the bucket all");
        Directory.GetFiles(folder.File("out"), "*.json.gz").ShouldAllBe(path => path.EndsWith("_all_0000.json.gz", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("error: there is no directory nowhere with language models", "--language-models", "nowhere")]
    [InlineData("error: cut-offs were given, but no language models to score with", "--cutoffs", "from-crawl")]
    [InlineData("error: language models or cut-offs were given, but recipe language-first has no perplexity stage", "--recipe", "language-first", "--language-models", "x")]
    public async Task What_does_not_fit_is_an_error_before_any_work(string message, params string[] arguments)
    {
        CliResult result = await Portolan.RunAsync(["corpus", "build", "--input", Crawl, "--output", "out", .. arguments]);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(message);
        result.Error.ShouldContain("\nhint: ");
        Directory.Exists(folder.File("out/work")).ShouldBeFalse();
    }

    private Task<CliResult> BuildAsync(string output, params string[] more) =>
        Portolan.RunAsync(["corpus", "build", "--recipe", "ccnet", "--input", Crawl, "--output", output, .. more]);
}
