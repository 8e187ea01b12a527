using Portolan.Cli.Tests.House;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Models;

/// <summary>What docs/guide/models.md tells people to type is typed here, in order, with a loopback server in place of Hugging Face's.</summary>
public sealed class ModelsGuideTests
{
    [Fact]
    public async Task Every_command_on_the_page_runs()
    {
        IReadOnlyList<string> commands = ReadmeCommands.Of(File.ReadAllText(Repository.PathOf("docs/guide/models.md")));
        commands.Count.ShouldBeGreaterThan(8);
        using var hub = new HubServer("sentence-transformers/all-MiniLM-L6-v2", EncoderExport.OfTexts());
        using var folder = new TemporaryFolder();
        folder.Write("launcher", $"portolan() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' \"$@\"; }}\n");
        foreach ((string path, byte[] content) in EncoderExport.OfTexts(dimensions: 16))
        {
            folder.Write("downloads/my-encoder/" + path, content);
        }

        foreach (string command in commands)
        {
            CliResult result = await CliRunner.Of("bash", folder.Path)
                .WithVariable("HF_ENDPOINT", hub.Address)
                .WithVariable("PORTOLAN_MODELS", folder.File("models"))
                .RunAsync("-c", "set -o pipefail\n. ./launcher\n" + command.Replace("./portolan ", "portolan ", StringComparison.Ordinal));
            result.ExitCode.ShouldBe(0, $"{command}\n{result.Output}\n{result.Error}");
        }

        // The page begins with a pull and ends with the removal of all but the first model.
        Directory.GetDirectories(folder.File("models")).Select(Path.GetFileName).ShouldBe(["all-minilm-l6-v2"]);
    }
}
