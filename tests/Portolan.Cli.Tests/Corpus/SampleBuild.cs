using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>The sample crawl built once for all tests of a class, in <c>out</c>; the tests only read it.</summary>
public sealed class SampleBuild : IAsyncLifetime
{
    public TemporaryFolder Folder { get; } = new();

    public string Output => Folder.File("out");

    public async Task InitializeAsync()
    {
        CliResult result = await CliRunner.Portolan(Folder.Path).RunAsync("quickstart", "--output", "out", "--quiet");
        result.ExitCode.ShouldBe(0, result.Error);
    }

    public Task DisposeAsync()
    {
        Folder.Dispose();
        return Task.CompletedTask;
    }
}
