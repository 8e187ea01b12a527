using System.Collections.Concurrent;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>Whatever real archive is given to a build, it ends with an answer.</summary>
public sealed class SharedArchivesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataFact]
    public async Task No_archive_makes_a_build_crash()
    {
        string root = SharedData.PathOf("data/archives");
        string[] archives = [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".paths.gz", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        archives.Length.ShouldBeGreaterThan(40);
        var outcomes = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(archives, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (archive, _) =>
        {
            string name = Path.GetRelativePath(root, archive);
            CliResult result = await CliRunner.Portolan(folder.Path)
                .RunAsync("corpus", "build", "--input", archive, "--output", name.Replace('/', '_'), "--json", "--quiet");
            if (result.ExitCode == 2)
            {
                result.Error.ShouldStartWith("error: ", customMessage: name);
                result.Error.ShouldContain("\nhint: ", customMessage: name);
                result.Error.ShouldNotContain("unexpected", customMessage: name);
                result.Error.ShouldContain(Path.GetFileName(archive), customMessage: name);
            }
            else
            {
                FlowCheck.Lines(result);
                bool isWhole = result.JsonLinesOf("rejected").Length == 0 && result.JsonLines[^1].GetProperty("documents_in").GetInt64() > 0;
                result.ExitCode.ShouldBe(isWhole ? 0 : 1, name);
                result.Error.ShouldBe("", name);
            }

            string counts = result.ExitCode == 2 ? "" : $" {result.JsonLines[^1].GetProperty("documents_in")} documents, {result.JsonLinesOf("rejected").Length} rejected";
            outcomes[name] = $"{name}: exit {result.ExitCode}{counts}\n";
        });
        Golden.Equal("corpus/archives.txt", string.Concat(outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)));
    }
}
