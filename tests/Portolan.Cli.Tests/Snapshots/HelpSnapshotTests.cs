using System.CommandLine;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Snapshots;

public sealed class HelpSnapshotTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Commands =>
        new(CommandTree.SelfAndBelow(CommandTree.Create().Root).Select(CommandTree.PathOf));

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_of_every_command(string path)
    {
        string[] words = [.. path.Split(' ').Skip(1), "--help"];
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync(words);
        Golden.Equal($"help/{path.Replace(' ', '-')}.txt", result.Snapshot(text => text));
    }

    [Fact]
    public async Task Without_a_command_help_is_shown()
    {
        CliResult bare = await CliRunner.Portolan(folder.Path).RunAsync();
        CliResult asked = await CliRunner.Portolan(folder.Path).RunAsync("--help");
        bare.ShouldBe(asked);
    }

    [Fact]
    public async Task Version() =>
        (await CliRunner.Portolan(folder.Path).RunAsync("--version")).ShouldBe(new CliResult(0, $"portolan {Application.Version}\n", ""));

    [Fact]
    public async Task Unknown_command() =>
        Golden.Equal("errors/unknown-command.txt", (await CliRunner.Portolan(folder.Path).RunAsync("lnaguage")).Snapshot(text => text));

    [Fact]
    public async Task Unknown_option() =>
        Golden.Equal("errors/unknown-option.txt", (await CliRunner.Portolan(folder.Path).RunAsync("language", "--min-scor", "1")).Snapshot(text => text));
}
