using System.Text.Json;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Corpus.Tests.Build;
using Portolan.Testing;
using Portolan.Text.Perplexity;

namespace Portolan.Corpus.Tests.Perplexity;

public sealed class PerplexityBuildTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Thirds_of_the_crawl_are_exact_and_the_same_for_any_number_of_workers()
    {
        string[] files = ScoredCrawl.Write(folder.Path, files: 5, documents: 60);
        Manifest one = (await Builds.RunAsync(ScoredCrawl.Options(ScoredCrawl.Recipe, folder.File("one"), files) with { Workers = 1 })).Manifest;
        Manifest eight = (await Builds.RunAsync(ScoredCrawl.Options(ScoredCrawl.Recipe, folder.File("eight"), files) with { Workers = 8 })).Manifest;

        Builds.Outputs(folder.File("eight")).ShouldBe(Builds.Outputs(folder.File("one")));
        Builds.Comparable(eight).ShouldBe(Builds.Comparable(one));
        File.ReadAllBytes(folder.File("eight/cutoff.csv")).ShouldBe(File.ReadAllBytes(folder.File("one/cutoff.csv")));
        one.Outputs.Select(o => o.Name).ShouldBe(
            [.. new[] { "de", "en" }.SelectMany(l => new[] { "all", "head", "middle", "tail" }.Select(b => $"{l}_{b}_0000.json.gz")), "fr_all_0000.json.gz"]);
        PerplexitySummary summary = one.Perplexity.ShouldNotBeNull();
        (summary.Unit, summary.Cutoffs).ShouldBe(("document", "from-crawl"));
        foreach (string language in (string[])["en", "de"])
        {
            List<(double? Perplexity, string? Bucket)> documents = Documents("one", language);
            double[] scored = [.. documents.Select(d => d.Perplexity).OfType<double>().Order()];
            LanguagePerplexity measured = summary.Languages.Single(l => l.Language == language);
            measured.Documents.ShouldBe(scored.Length);
            (measured.Head, measured.Tail).ShouldBe((scored[scored.Length / 3], scored[2 * scored.Length / 3]));
            documents.ShouldAllBe(d => d.Bucket == (d.Perplexity == null ? "all" : d.Perplexity < measured.Head ? "head" : d.Perplexity < measured.Tail ? "middle" : "tail"));
            documents.Count(d => d.Bucket == "head").ShouldBe(scored.Count(p => p < scored[scored.Length / 3]));
            measured.Models.Keys.Count().ShouldBe(2);
            CutoffTable table = CutoffTable.Read(folder.File("one/cutoff.csv"));
            table[language, 0].ShouldBe(scored[0]);
            table[language, 100].ShouldBe(scored[^1]);
            table[language, 50].ShouldBe(measured.Median);
        }

        Documents("one", "fr").ShouldAllBe(d => d.Perplexity == null && d.Bucket == "all");
        summary.Samples.Select(s => (s.Language, s.Bucket)).Distinct().Count().ShouldBe(6);
        summary.Samples.ShouldAllBe(s => s.Excerpt.Length > 0);
    }

    [Theory]
    [InlineData("document")]
    [InlineData("paragraph")]
    public async Task Documents_carry_the_perplexity_of_their_text(string unit)
    {
        string[] files = ScoredCrawl.Write(folder.Path, files: 2, documents: 30);
        await Builds.RunAsync(ScoredCrawl.Options($"name: x\nstages: [{{read: {{kind: jsonl}}}}, {{perplexity: {{unit: {unit}}}}}, write]", folder.File("out"), files));
        foreach (string language in (string[])["en", "de"])
        {
            using PerplexityModel model = ScoredCrawl.Model(language);
            using PerplexityScorer scorer = model.CreateScorer();
            int scored = 0;
            foreach (Document document in CorpusDirectory.Documents(folder.File("out"), language))
            {
                PerplexityScore score = unit == "document" ? scorer.ScoreDocument(document.Text) : scorer.ScoreParagraphs(document.Text);
                document.Perplexity.ShouldBe(score.HasValue ? score.Rounded : null);
                scored += score.HasValue ? 1 : 0;
            }

            scored.ShouldBeGreaterThan(5);
        }
    }

    [Fact]
    public async Task A_builds_own_table_gives_what_its_crawl_gave()
    {
        string[] files = ScoredCrawl.Write(folder.Path, files: 3, documents: 50);
        const string stages = "name: x\nstages: [{read: {kind: jsonl}}, {perplexity: {percentiles: [30, 60]}}, write]";
        await Builds.RunAsync(ScoredCrawl.Options(stages, folder.File("crawl"), files) with { Cutoffs = "from-crawl" });

        Manifest tabled = (await Builds.RunAsync(ScoredCrawl.Options(stages, folder.File("table"), files) with { Cutoffs = folder.File("crawl/cutoff.csv") })).Manifest;

        Builds.Outputs(folder.File("table")).ShouldBe(Builds.Outputs(folder.File("crawl")));
        File.ReadAllText(folder.File("table/cutoff.csv")).ShouldBe(File.ReadAllText(folder.File("crawl/cutoff.csv")));
        tabled.Perplexity!.Cutoffs.ShouldBe(folder.File("crawl/cutoff.csv"));
        tabled.RecipeText.ShouldContain($"cutoffs: {folder.File("crawl/cutoff.csv")}");
        tabled.RecipeText.ShouldContain($"models: {ScoredCrawl.Models}");
    }

    [Fact]
    public async Task The_models_own_table_is_found_and_a_language_without_a_column_goes_to_all()
    {
        string[] files = ScoredCrawl.Write(folder.Path, files: 1, documents: 60);
        string models = CopyModels();
        folder.Write("models/cutoff.csv", ",de,fr\n30,200,1\n60,400,2\n");
        Manifest manifest = (await Builds.RunAsync(Builds.Options("name: x\nstages: [{read: {kind: jsonl}}, perplexity, write]", folder.File("out"), files) with { LanguageModels = models })).Manifest;

        Documents("out", "en").ShouldAllBe(d => d.Bucket == "all");
        Documents("out", "en").ShouldContain(d => d.Perplexity > 1);
        Documents("out", "de").ShouldAllBe(d => d.Bucket == (d.Perplexity == null ? "all" : d.Perplexity < 200 ? "head" : d.Perplexity < 400 ? "middle" : "tail"));
        LanguagePerplexity english = manifest.Perplexity!.Languages.Single(l => l.Language == "en"), german = manifest.Perplexity.Languages.Single(l => l.Language == "de");
        (english.Head, english.Tail, german.Head, german.Tail).ShouldBe((null, null, 200, 400));
        File.ReadAllText(folder.File("out/report.html")).ShouldContain("no cut-off: all documents are in one bucket");
    }

    [Theory]
    [InlineData("[{read: {kind: jsonl}}, {exact-dedup: {mode: keep-first}}, {perplexity: {cutoffs: from-crawl}}, {length: {minimum: 100}}, write]")]
    [InlineData("[{read: {kind: jsonl}}, {perplexity: {cutoffs: from-crawl}}, exact-dedup, {length: {minimum: 50}}, write]")]
    [InlineData("[{read: {kind: jsonl}}, {length: {minimum: 20}}, {perplexity: {cutoffs: from-crawl, percentiles: [25, 75]}}, {length: {minimum: 100}}, write]")]
    public async Task The_stage_may_stand_anywhere_and_a_build_cancelled_anywhere_goes_on_to_the_same_result(string stages)
    {
        string[] files = ScoredCrawl.Write(folder.Path, files: 3, documents: 70);
        string recipe = "name: x\nstages: " + stages;
        Manifest whole = (await Builds.RunAsync(ScoredCrawl.Options(recipe, folder.File("whole"), files))).Manifest;
        Balances(whole);
        int resumed = 0;
        for (int stop = 1; stop < 12; stop += 2)
        {
            CorpusBuildOptions options = ScoredCrawl.Options(recipe, folder.File($"stopped-{stop}"), files) with { Workers = 1 + stop % 3 };
            await CancelAfterAsync(options, stop);
            Manifest again = (await Builds.RunAsync(options)).Manifest;
            resumed += again.Run.ResumedNodes;
            Builds.Outputs(options.Output).ShouldBe(Builds.Outputs(folder.File("whole")), $"stopped at event {stop}");
            Builds.Comparable(again).ShouldBe(Builds.Comparable(whole));
        }

        resumed.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("documents")]
    [InlineData("perplexities")]
    [InlineData("parts")]
    public async Task A_work_file_that_is_gone_is_made_again(string kind)
    {
        string[] files = ScoredCrawl.Write(folder.Path, files: 2, documents: 30);
        await Builds.RunAsync(ScoredCrawl.Options(ScoredCrawl.Recipe, folder.File("whole"), files));
        CorpusBuildOptions options = ScoredCrawl.Options(ScoredCrawl.Recipe, folder.File("out"), files) with { KeepWork = true };
        await Builds.RunAsync(options);
        File.Delete(folder.File("out/manifest.json"));
        File.Delete(Directory.GetFiles(folder.File("out/work/" + kind)).Order(StringComparer.Ordinal).First());

        (await Builds.RunAsync(options)).WasComplete.ShouldBeFalse();

        Builds.Outputs(folder.File("out")).ShouldBe(Builds.Outputs(folder.File("whole")));
    }

    [Fact]
    public async Task Without_models_the_stage_is_left_out()
    {
        string[] files = ScoredCrawl.Write(folder.Path, files: 2, documents: 20);
        Manifest with = (await Builds.RunAsync(Builds.Options(ScoredCrawl.Recipe, folder.File("with"), files))).Manifest;
        await Builds.RunAsync(Builds.Options("name: scored\nstages: [{read: {kind: jsonl}}, write]", folder.File("without"), files));

        Builds.Outputs(folder.File("with")).ShouldBe(Builds.Outputs(folder.File("without")));
        with.Stages.Select(s => s.Stage).ShouldBe(["read", "write"]);
        with.Perplexity.ShouldBeNull();
        with.Outputs.ShouldAllBe(o => o.Bucket == "all");
        File.Exists(folder.File("with/cutoff.csv")).ShouldBeFalse();
        File.ReadAllText(folder.File("with/report.html")).ShouldContain("No language models were given");
        CorpusDirectory.Documents(folder.File("with")).ShouldAllBe(d => d.Bucket == null && d.Perplexity == null);
    }

    [Fact]
    public async Task A_scored_corpus_that_is_read_again_keeps_its_buckets()
    {
        string[] files = ScoredCrawl.Write(folder.Path, files: 2, documents: 30);
        await Builds.RunAsync(ScoredCrawl.Options(ScoredCrawl.Recipe, folder.File("first"), files));
        string[] outputs = [.. Directory.GetFiles(folder.File("first"), "*.json.gz").Order(StringComparer.Ordinal)];

        Manifest again = (await Builds.RunAsync(Builds.Options("name: x\nstages: [{read: {kind: jsonl}}, write]", folder.File("second"), outputs))).Manifest;

        again.Outputs.Select(o => o.Name).ShouldBe(outputs.Select(o => Path.GetFileName(o)));
        Documents("second", "en").ShouldBe(Documents("first", "en"));
    }

    private List<(double? Perplexity, string? Bucket)> Documents(string output, string language)
    {
        List<(double?, string?)> found = [];
        foreach (Document document in CorpusDirectory.Documents(folder.File(output), language))
        {
            found.Add((document.Perplexity, document.Bucket));
        }

        return found;
    }

    private string CopyModels()
    {
        Directory.CreateDirectory(folder.File("models"));
        foreach (string path in Directory.GetFiles(ScoredCrawl.Models).Where(p => Path.GetFileName(p) != "cutoff.csv"))
        {
            File.Copy(path, folder.File("models/" + Path.GetFileName(path)));
        }

        return folder.File("models");
    }

    private static void Balances(Manifest manifest)
    {
        foreach (StageCounts stage in manifest.Stages)
        {
            stage.DocumentsIn.ShouldBe(stage.DocumentsOut + stage.Dropped.Values.Sum(d => d.Documents), stage.Stage);
            stage.BytesIn.ShouldBe(stage.BytesOut + stage.BytesTrimmed + stage.Dropped.Values.Sum(d => d.Bytes), stage.Stage);
        }

        foreach ((StageCounts before, StageCounts after) in manifest.Stages.Zip(manifest.Stages.Skip(1)))
        {
            (after.DocumentsIn, after.BytesIn).ShouldBe((before.DocumentsOut, before.BytesOut), after.Stage);
        }

        manifest.Lengths.Read.Sum().ShouldBe(manifest.Stages[0].DocumentsIn);
        manifest.Lengths.Written.Sum().ShouldBe(manifest.Stages[^1].DocumentsOut);
        manifest.Languages.Sum(l => l.Documents).ShouldBe(manifest.Stages[^1].DocumentsOut);
        manifest.Perplexity!.Languages.Sum(l => l.Bins.Sum()).ShouldBe(manifest.Perplexity.Languages.Sum(l => l.Documents));
    }

    private static async Task CancelAfterAsync(CorpusBuildOptions options, int events)
    {
        using var source = new CancellationTokenSource();
        try
        {
            int seen = 0;
            await foreach (CorpusEvent one in new CorpusBuild(options).RunAsync(source.Token))
            {
                if (++seen == events)
                {
                    await source.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
