using Portolan.Cli.Tests.House;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Models;

/// <summary>What docs/guide/onnx-models.md tells people to type is typed here, in order, with a model of random numbers.</summary>
public sealed class OnnxGuideTests
{
    [OnnxRuntimeFact]
    public async Task Every_command_on_the_page_runs()
    {
        IReadOnlyList<string> commands = ReadmeCommands.Of(File.ReadAllText(Repository.PathOf("docs/guide/onnx-models.md")));
        commands.Count.ShouldBeGreaterThan(2);
        using var folder = new TemporaryFolder();
        folder.Write("launcher", $"portolan() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' \"$@\"; }}\n");
        string fixture = Repository.PathOf("tests/Portolan.Encoders.Onnx.Tests/Fixtures/bert");
        foreach (string path in Directory.EnumerateFiles(fixture, "*", SearchOption.AllDirectories))
        {
            folder.Write("exports/my-bert/" + Path.GetRelativePath(fixture, path), File.ReadAllBytes(path));
        }

        foreach (string command in commands)
        {
            CliResult result = await CliRunner.Of("bash", folder.Path)
                .WithVariable("PORTOLAN_MODELS", folder.File("models"))
                .RunAsync("-c", "set -o pipefail\n. ./launcher\n" + command.Replace("./portolan ", "portolan ", StringComparison.Ordinal));
            result.ExitCode.ShouldBe(0, $"{command}\n{result.Output}\n{result.Error}");
        }
    }

    [OnnxRuntimeFact]
    public async Task A_model_that_the_runtime_cannot_read_ends_with_an_error_and_a_hint()
    {
        using var folder = new TemporaryFolder();
        string fixture = Repository.PathOf("tests/Portolan.Encoders.Onnx.Tests/Fixtures/bert");
        foreach (string path in Directory.EnumerateFiles(fixture, "*", SearchOption.AllDirectories))
        {
            byte[] content = File.ReadAllBytes(path);

            // The first operator's name: the model still declares its outputs, so it can be added.
            int at = path.EndsWith(".onnx", StringComparison.Ordinal) ? content.AsSpan().IndexOf("Gather"u8) : -1;
            if (at >= 0)
            {
                content[at] = (byte)'X';
            }

            folder.Write("broken/" + Path.GetRelativePath(fixture, path), content);
        }

        CliResult added = await Run(folder, "models", "add", "broken", "--license", "MIT");
        added.ExitCode.ShouldBe(0, added.Error);
        CliResult result = await Run(folder, "models", "bench", "broken", "--items", "2");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("error: ONNX Runtime could not read");
        result.Error.ShouldContain("model.onnx");
    }

    private static Task<CliResult> Run(TemporaryFolder folder, params string[] arguments) =>
        CliRunner.Portolan(folder.Path).WithVariable("PORTOLAN_MODELS", folder.File("models")).RunAsync(arguments);
}
