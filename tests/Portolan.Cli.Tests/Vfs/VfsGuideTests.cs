using System.Text.RegularExpressions;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Vfs;

/// <summary>What docs/guide/vfs.md tells people to type is typed here, every line of its shell blocks, in one directory.</summary>
public sealed partial class VfsGuideTests
{
    [Fact]
    public async Task Every_block_of_the_guide_runs()
    {
        using var folder = new TemporaryFolder();
        string launcher = $"portolan() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' \"$@\"; }}\n";
        int blocks = 0;
        foreach (Match block in ShellBlock().Matches(File.ReadAllText(Repository.PathOf("docs/guide/vfs.md"))))
        {
            string body = block.Groups[1].Value;
            if (body.StartsWith("# not run:", StringComparison.Ordinal))
            {
                continue;
            }

            blocks++;
            CliResult result = await CliRunner.Of("bash", folder.Path).RunAsync("-c", "set -e\n" + launcher + body.Replace("./portolan ", "portolan ", StringComparison.Ordinal));
            result.ExitCode.ShouldBe(0, $"{body}\n{result.Output}\n{result.Error}");
        }

        blocks.ShouldBeGreaterThan(4);
        File.Exists(folder.File("vectors/vectors.npy")).ShouldBeTrue();
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();
}
