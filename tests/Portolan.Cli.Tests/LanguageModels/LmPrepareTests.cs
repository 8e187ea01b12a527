using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.LanguageModels;

public sealed class LmPrepareTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [SharedDataFact]
    public async Task Text_of_an_encyclopedia_becomes_models_that_lm_score_reads_and_a_killed_run_goes_on()
    {
        string dump = SharedData.PathOf("data/text/wiki/de.txt.gz");
        string[] prepare = ["lm", "prepare", "--language", "de", "--wikipedia", dump, "--model-articles", "4000", "--tokenizer-articles", "4000", "--vocabulary", "2000", "--output", "models", "--json"];
        (await Portolan.Through("timeout", "-s", "KILL", "4").RunAsync(prepare)).ExitCode.ShouldNotBe(2);
        CliResult done = await Portolan.RunAsync(prepare);
        done.ExitCode.ShouldBe(0, done.Error);
        using JsonDocument summary = JsonDocument.Parse(done.OutputLines.ShouldHaveSingleItem());
        summary.RootElement.GetProperty("articles").GetInt64().ShouldBe(4000);
        summary.RootElement.GetProperty("ngrams").GetArrayLength().ShouldBe(5);
        (await Portolan.RunAsync(prepare)).Error.ShouldContain("these models are complete");

        folder.Write("prose.txt", "die stadt liegt an der mündung des flusses in die nordsee und hat einen hafen.\n");
        folder.Write("shuffled.txt", "hafen die und in stadt einen liegt hat der nordsee an mündung des. flusses die\n");
        (await Perplexity("prose.txt")).ShouldBeLessThan(await Perplexity("shuffled.txt"));
    }

    [Fact]
    public async Task A_dump_that_is_something_else_is_refused()
    {
        folder.Write("page.xml", "<html><body>404</body></html>");
        CliResult result = await Portolan.RunAsync("lm", "prepare", "--language", "de", "--wikipedia", "page.xml", "--output", "models");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldBe("error: page.xml: found element html, expected mediawiki as in an export of pages, at byte 0\nhint: give a pages-articles dump, a CirrusSearch dump or plain text\n");
    }

    [Theory]
    [InlineData("--language", "../de")]
    [InlineData("--wikipedia", "nowhere.xml.bz2")]
    [InlineData("--prune", "1 0")]
    public async Task Bad_arguments_are_refused_before_any_work(string option, string value)
    {
        folder.Write("articles.txt", "Ein Satz.\n");
        Dictionary<string, string> arguments = new() { ["--language"] = "de", ["--wikipedia"] = "articles.txt", ["--prune"] = "0", ["--output"] = "models" };
        arguments[option] = value;
        CliResult result = await Portolan.RunAsync(["lm", "prepare", .. arguments.SelectMany(a => (string[])[a.Key, .. a.Value.Split(' ')])]);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith("error: ");
        result.Error.ShouldContain("\nhint: ");
        Directory.Exists(Path.Combine(folder.Path, "models", "work")).ShouldBeFalse();
    }

    private async Task<double> Perplexity(string file)
    {
        CliResult result = await Portolan.RunAsync("lm", "score", "--model", "models/de.plm", "--tokenizer", "models/de.sp.model", "--input", file, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument summary = JsonDocument.Parse(result.OutputLines[^1]);
        return summary.RootElement.GetProperty("perplexity").GetDouble();
    }
}
