using Portolan.Testing;

namespace Portolan.Cli.Tests.Snapshots;

/// <summary>The <c>./portolan</c> script, which <c>./test</c> has built with before.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string launcher = Repository.PathOf("portolan");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_runs_from_any_directory_and_through_symbolic_links()
    {
        if (!File.Exists(Repository.PathOf("artifacts/cli/portolan.dll")))
        {
            // Without a build there is nothing to start, and that is what it has to say.
            (await Run(launcher, "--version")).ExitCode.ShouldBe(2);
            return;
        }

        File.CreateSymbolicLink(folder.File("first"), launcher);
        File.CreateSymbolicLink(folder.File("second"), "first");
        foreach (string script in new[] { launcher, folder.File("first"), folder.File("second"), "./second" })
        {
            CliResult result = await Run(script, "--version");
            result.Error.ShouldBe("");
            result.Output.ShouldBe($"portolan {Application.Version}\n");
        }
    }

    [Fact]
    public async Task Without_a_build_it_says_so_when_it_may_not_build()
    {
        File.Copy(launcher, folder.File("portolan"));
        (await Run(folder.File("portolan"), "--version")).ShouldBe(new CliResult(
            2, "", "error: nothing is built, and PORTOLAN_NO_BUILD=1 forbids to build\nhint: unset PORTOLAN_NO_BUILD\n"));
    }

    [Fact]
    public async Task Without_dotnet_it_says_what_to_install()
    {
        File.Copy(launcher, folder.File("portolan"));
        string bash = File.Exists("/usr/bin/bash") ? "/usr/bin/bash" : "/bin/bash";
        CliResult result = await CliRunner.Of("env", folder.Path)
            .RunAsync("-i", "HOME=/nonexistent", "PATH=/nonexistent", "PORTOLAN_DOTNET_PLACES=/nonexistent", bash, "-c", "source ./portolan --version");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("error: no dotnet command found\nhint: install the .NET 10 SDK");
    }

    private Task<CliResult> Run(string script, string argument) =>
        CliRunner.Of("bash", folder.Path).WithVariable("PORTOLAN_NO_BUILD", "1").RunAsync(script, argument);
}
