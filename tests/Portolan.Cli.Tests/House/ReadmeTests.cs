using Portolan.Testing;

namespace Portolan.Cli.Tests.House;

/// <summary>What README.md and the guide tell people to type is typed here, in order, in one directory, without a network.</summary>
/// <remarks>
/// Runs the <c>./portolan …</c> lines, and those that make files for them, of its <c>console</c> and <c>sh</c> blocks with a shell, so pipes and redirections work. The
/// directory has the repository's <c>samples</c>, and <c>./portolan</c> is the program that was built with the tests. A block that starts with a comment
/// <c># not run: reason</c> is for readers only.
/// </remarks>
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/guide/embeddings.md")]
    [InlineData("docs/guide/extraction-corpus.md")]
    [InlineData("docs/guide/first-corpus.md")]
    [InlineData("docs/guide/extraction.md")]
    [InlineData("docs/guide/geometry.md")]
    [InlineData("docs/guide/graph.md")]
    [InlineData("docs/guide/language-models.md")]
    public async Task Every_command_on_the_page_runs(string page)
    {
        IReadOnlyList<string> commands = ReadmeCommands.Of(File.ReadAllText(Repository.PathOf(page)));
        commands.Count.ShouldBeGreaterThan(5);
        using var folder = new TemporaryFolder();
        folder.Write("launcher", $"portolan() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' \"$@\"; }}\n");
        Directory.CreateSymbolicLink(folder.File("samples"), Repository.PathOf("samples"));
        foreach (string command in commands)
        {
            CliResult result = await CliRunner.Of("bash", folder.Path).RunAsync(
                "-c", "set -o pipefail\n. ./launcher\n" + command.Replace("./portolan ", "portolan ", StringComparison.Ordinal));
            result.ExitCode.ShouldBe(0, $"{command}\n{result.Output}\n{result.Error}");
        }
    }

    [Fact]
    public void Commands_are_found_in_shell_blocks_only()
    {
        const string text = """
            Run `./portolan never`.
            ```console
            $ ./portolan quickstart
            what it prints
            $ ./portolan corpus build \
                --recipe ccnet
            ```
            ```sh
            git clone somewhere
            printf 'Guten Tag\n' | ./portolan language   # a pipe
            ```
            ```sh
            # not run: needs a network
            ./portolan corpus build --crawl CC-MAIN-2024-22
            ```
            ```yaml
            ./portolan: no
            ```
            """;
        ReadmeCommands.Of(text).ShouldBe(
        [
            "./portolan quickstart",
            "./portolan corpus build \\\n    --recipe ccnet",
            "printf 'Guten Tag\\n' | ./portolan language   # a pipe",
        ]);
    }
}
