using System.Text.Json;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Graph;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Build;

public sealed class CorpusBuildDescriptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_described_build_makes_the_same_graph()
    {
        string[] files = Builds.WriteCrawl(folder.Path, 3, 10);
        CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, folder.File("out"), files);
        Keys(CorpusBuildDescription.Read(ThroughText(options))).ShouldBe(Keys(options));
    }

    [Fact]
    public void A_described_input_that_has_changed_is_refused_when_it_is_opened()
    {
        string[] files = Builds.WriteCrawl(folder.Path, 1, 10);
        CorpusBuildOptions described = CorpusBuildDescription.Read(ThroughText(Builds.Options(Builds.PlainRecipe, folder.File("out"), files)));
        described.Inputs[0].Open().Dispose();
        File.AppendAllText(files[0], "more");
        Should.Throw<CorpusException>(() => described.Inputs[0].Open()).Message.ShouldContain("has changed since the build was planned");
    }

    [Fact]
    public void Remote_inputs_are_described_without_asking_anybody()
    {
        var remote = InputFile.FromDescription(new InputDescription(
            "https://example.org/a.wet.gz", "https://example.org/a.wet.gz|\"tag\"|12", 12, null, "https://example.org/a.wet.gz", new HttpValidators("\"tag\"", null, 12), folder.File("cache"), false));
        CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, folder.File("out"), Builds.WriteCrawl(folder.Path, 1, 1)) with { Inputs = [remote] };
        InputFile read = CorpusBuildDescription.Read(ThroughText(options)).Inputs.ShouldHaveSingleItem();
        read.Describe().ShouldBe(remote.Describe());
        read.Kind.ShouldBe(InputKind.Wet);
        read.IsRereadable.ShouldBeTrue();
    }

    [Fact]
    public void What_is_no_description_is_refused_in_words()
    {
        using JsonDocument document = JsonDocument.Parse("{\"recipe\":\"x\"}");
        Should.Throw<CorpusException>(() => CorpusBuildDescription.Read(document.RootElement)).Message.ShouldStartWith("this is not the description of a build: ");
    }

    [Fact]
    public async Task Another_executor_is_given_what_this_process_would_use()
    {
        string[] files = Builds.WriteCrawl(folder.Path, 2, 10);
        GraphRunnerOptions? seen = null;
        CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, folder.File("out"), files);
        await Builds.RunAsync(options with { Executor = runner => new GraphRunner(seen = runner) });
        seen!.Store.ShouldBeOfType<FileResultStore>().EntryDirectory.ShouldEndWith("out/work/results");
    }

    private static JsonElement ThroughText(CorpusBuildOptions options)
    {
        using JsonDocument document = JsonDocument.Parse(CorpusBuildDescription.Write(options).GetRawText());
        return document.RootElement.Clone();
    }

    private static string[] Keys(CorpusBuildOptions options)
    {
        using CorpusBuildGraph graph = new CorpusBuild(options).OpenGraph();
        return [.. graph.Graph.Nodes.Select(node => node.Key.ToString())];
    }
}
