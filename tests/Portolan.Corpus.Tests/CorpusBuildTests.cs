using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests;

public sealed class CorpusBuildTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_hostile_language_code_does_not_leave_the_output_directory()
    {
        string input = folder.Write("in.jsonl", """{"raw_content":"ahoy","language":"../escaped"}""" + "\n");
        BuildCompleted done = await Build(Options(input));
        done.Manifest.Outputs.Select(o => o.Name).ShouldBe(["unknown_all_0000.json.gz"]);
        Directory.GetFiles(folder.Path).ShouldBe([input]);
    }

    [Fact]
    public async Task A_finished_build_whose_output_is_gone_is_not_called_complete()
    {
        CorpusBuildOptions options = Options(folder.Write("in.jsonl", """{"raw_content":"ahoy"}""" + "\n"));
        await Build(options);
        (await Build(options)).WasComplete.ShouldBeTrue();
        File.Delete(Path.Combine(options.Output, "unknown_all_0000.json.gz"));
        (await Should.ThrowAsync<CorpusException>(() => Build(options))).Message.ShouldContain("is missing");
    }

    [Fact]
    public async Task A_caller_that_leaves_early_leaves_no_workers_and_no_lock_behind()
    {
        List<string> inputs = [];
        for (int i = 0; i < 40; i++)
        {
            inputs.Add(folder.Write($"{i}.jsonl", string.Concat(Enumerable.Repeat("""{"raw_content":"ahoy"}""" + "\n", 500))));
        }

        CorpusBuildOptions options = Options([.. inputs]);
        await foreach (CorpusEvent _ in new CorpusBuild(options).RunAsync())
        {
            break;
        }

        // Nothing writes any more: no temporary file, and the build goes on from here.
        Directory.GetFiles(options.Output, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
        (await Build(options)).Manifest.Stages[0].DocumentsIn.ShouldBe(20_000);
    }

    [Fact]
    public void An_input_given_twice_is_refused()
    {
        string input = folder.Write("in.jsonl", "");
        Should.Throw<CorpusException>(() => new CorpusBuild(Options(input, input))).Message.ShouldContain("twice");
    }

    private CorpusBuildOptions Options(params string[] inputs) => new()
    {
        Recipe = RecipeReader.Read("name: test\nstages:\n  - read: {kind: jsonl}\n  - exact-dedup: {mode: keep-first}\n  - write\n", "test.yaml"),
        Inputs = [.. inputs.Select(InputFile.FromPath)],
        Output = folder.File("out"),
        Workers = 2,
    };

    private static async Task<BuildCompleted> Build(CorpusBuildOptions options) =>
        (BuildCompleted)(await new CorpusBuild(options).RunAsync().ToListAsync())[^1];
}
