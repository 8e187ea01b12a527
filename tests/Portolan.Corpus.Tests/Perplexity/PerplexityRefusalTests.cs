using Portolan.Corpus.Tests.Build;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Perplexity;

/// <summary>What is wrong with models and cut-offs is met before any work.</summary>
public sealed class PerplexityRefusalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_missing_model_is_refused()
    {
        CorpusBuildOptions options = Options(ScoredCrawl.Recipe);
        (await Refused<StorageException>(options with { LanguageModels = folder.File("none") })).Message.ShouldContain("there is no directory " + folder.File("none"));
        Directory.CreateDirectory(folder.File("empty"));
        (await Refused<StorageException>(options with { LanguageModels = folder.File("empty") })).Message.ShouldContain("holds no language model");
        CopyModels();
        File.Delete(folder.File("models/de.sp.model"));
        (await Refused<StorageException>(options)).Message.ShouldContain("has no de.sp.model beside it");
    }

    [Theory]
    [InlineData("de.sp.model", true)]
    [InlineData("de.sp.model", false)]
    [InlineData("de.plm", true)]
    [InlineData("de.plm", false)]
    public async Task A_damaged_model_is_refused_with_and_without_a_manifest(string name, bool hasManifest)
    {
        CopyModels();
        string path = folder.File("models/" + name);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        if (!hasManifest)
        {
            File.Delete(folder.File("models/manifest.json"));
        }

        StorageException error = await Refused<StorageException>(Options(ScoredCrawl.Recipe));

        error.Path.ShouldBe(path);
        error.Message.ShouldContain(hasManifest ? "but manifest.json beside it says" : path);
    }

    [Fact]
    public async Task A_flipped_bit_in_an_n_gram_model_is_refused_without_a_manifest()
    {
        CopyModels();
        File.Delete(folder.File("models/manifest.json"));
        string path = folder.File("models/en.plm");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length * 3 / 4] ^= 4;
        File.WriteAllBytes(path, bytes);
        (await Refused<StorageException>(Options(ScoredCrawl.Recipe))).Path.ShouldBe(path);
    }

    [Fact]
    public async Task Another_model_is_another_build()
    {
        CopyModels();
        CorpusBuildOptions options = Options(ScoredCrawl.Recipe);
        await Builds.RunAsync(options);
        (await Builds.RunAsync(options)).WasComplete.ShouldBeTrue();
        File.Delete(folder.File("models/manifest.json"));
        (await Builds.RunAsync(options)).WasComplete.ShouldBeTrue();
        File.Copy(folder.File("models/de.plm"), folder.File("models/en.plm"), overwrite: true);
        (await Should.ThrowAsync<CorpusException>(() => Builds.RunAsync(options))).Message.ShouldContain("holds a finished build");
        File.Copy(Path.Combine(ScoredCrawl.Models, "en.plm"), folder.File("models/en.plm"), overwrite: true);
        (await Should.ThrowAsync<CorpusException>(() => Builds.RunAsync(options with { Cutoffs = folder.Write("c.csv", ",de,en\n30,1,1\n60,2,2\n") }))).Message.ShouldContain("holds a finished build");
    }

    [Theory]
    [InlineData(",de,en\n30,200,300\n", "has no language with perplexities at percentiles 30 and 60")]
    [InlineData(",de,en\n30,200,300\n60,100,400\n", "the perplexity of de falls from 200 at percentile 30 to 100 at 60")]
    [InlineData("de;en\n", "line 1: expected")]
    public async Task A_table_that_cannot_part_documents_is_refused(string table, string message)
    {
        CopyModels();
        (await Refused<IOException>(Options(ScoredCrawl.Recipe) with { Cutoffs = folder.Write("bad.csv", table) })).Message.ShouldContain(message);
    }

    [Fact]
    public async Task What_does_not_fit_the_recipe_is_refused()
    {
        CopyModels();
        CorpusBuildOptions options = Options(ScoredCrawl.Recipe);
        (await Refused<StorageException>(options with { Cutoffs = folder.File("none.csv") })).Message.ShouldContain("there is no table of cut-offs");
        (await Refused<CorpusException>(Options("name: x\nstages: [{read: {kind: jsonl}}, {perplexity: {percentiles: [12.5, 60]}}, write]") with { Cutoffs = folder.Write("c.csv", ",de\n30,1\n60,2\n") }))
            .Message.ShouldContain("percentile 12.5 is not in the table");
        Should.Throw<CorpusException>(() => new CorpusBuild(options with { LanguageModels = null, Cutoffs = "from-crawl" })).Message.ShouldContain("no language models to score with");
        Should.Throw<CorpusException>(() => new CorpusBuild(Options("name: x\nstages: [{read: {kind: jsonl}}, write]"))).Message.ShouldContain("has no perplexity stage");
        Should.Throw<CorpusException>(() => new CorpusBuild(Options("name: x\nstages: [read, perplexity, write]"))).Hint.ShouldBe("put '- language' before '- perplexity'");
    }

    private CorpusBuildOptions Options(string recipe) =>
        Builds.Options(recipe, folder.File("out"), ScoredCrawl.Write(folder.Path, files: 1, documents: 12)) with { LanguageModels = folder.File("models") };

    private async Task<T> Refused<T>(CorpusBuildOptions options)
        where T : Exception
    {
        T error = await Should.ThrowAsync<T>(() => Builds.RunAsync(options));
        Directory.Exists(folder.File("out/work")).ShouldBeFalse("nothing was begun");
        Directory.GetFiles(folder.Path, "*.json.gz", SearchOption.AllDirectories).ShouldBeEmpty();
        return error;
    }

    private void CopyModels()
    {
        Directory.CreateDirectory(folder.File("models"));
        foreach (string path in Directory.GetFiles(ScoredCrawl.Models))
        {
            File.Copy(path, folder.File("models/" + Path.GetFileName(path)));
        }
    }
}
