using Portolan.Cli.Tests.House;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Crawl;

/// <summary>What docs/guide/common-crawl.md tells people to type is typed here, in order, with a loopback server in place of Common Crawl's.</summary>
public sealed class CommonCrawlGuideTests
{
    [Fact]
    public async Task Every_command_on_the_page_runs()
    {
        IReadOnlyList<string> commands = ReadmeCommands.Of(File.ReadAllText(Repository.PathOf("docs/guide/common-crawl.md")));
        commands.Count.ShouldBeGreaterThan(8);
        using var server = new CommonCrawlServer(Repository.PathOf("samples/crawl"));
        using var folder = new TemporaryFolder();
        folder.Write("launcher", $"portolan() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' \"$@\"; }}\n");
        foreach (string command in commands)
        {
            CliResult result = await CliRunner.Of("bash", folder.Path)
                .WithVariable("PORTOLAN_DATA_URL", server.Address)
                .WithVariable("PORTOLAN_INDEX_URL", server.Address)
                .WithVariable("PORTOLAN_BASE_ADDRESS", server.Address)
                .WithVariable("PORTOLAN_CACHE", folder.File("cache"))
                .RunAsync("-c", "set -o pipefail\n. ./launcher\n" + command.Replace("./portolan ", "portolan ", StringComparison.Ordinal));
            result.ExitCode.ShouldBe(0, $"{command}\n{result.Output}\n{result.Error}");
        }
    }
}
