using System.Text.Json;
using Portolan.Cli.Tests.Corpus;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Quickstart;

public sealed class QuickstartTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_prints_the_flow_of_documents_and_where_the_report_is()
    {
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync("quickstart", "--output", "out");
        result.ExitCode.ShouldBe(0, result.Error);
        Golden.Equal("quickstart/flow.txt", Mask.Paths(result.Output, (folder.Path, "<folder>")));
        result.Error.ShouldContain("building a corpus from ");
        result.Error.ShouldContain("open the report in a browser, or read documents: portolan corpus show out -n 3");
        BuildOutput.ShouldBeTidy(folder.File("out"));
        BuildOutput.Documents(folder.File("out")).Length.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Its_json_lines_come_in_order_and_balance()
    {
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync("quickstart", "--output", "out", "--json", "--quiet");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldBe("");
        FlowCheck.Lines(result);
        JsonElement summary = result.JsonLines[^1];
        summary.GetProperty("report").GetString().ShouldBe("out/report.html");
        summary.GetProperty("manifest").GetString().ShouldBe("out/manifest.json");
        summary.GetProperty("documents_in").GetInt64().ShouldBeGreaterThanOrEqualTo(150);
        summary.GetProperty("peak_memory_bytes").GetInt64().ShouldBeInRange(1 << 20, 1L << 30);
        FlowCheck.Manifest(folder.File("out"), summary);
    }

    [Fact]
    public async Task A_second_run_into_the_same_directory_has_nothing_to_do()
    {
        CliRunner portolan = CliRunner.Portolan(folder.Path);
        (await portolan.RunAsync("quickstart", "--output", "out", "--quiet")).ExitCode.ShouldBe(0);
        CliResult again = await portolan.RunAsync("quickstart", "--output", "out", "--json");
        again.ExitCode.ShouldBe(0);
        again.Error.ShouldContain("nothing to do: this build is complete");
        again.JsonLines[^1].GetProperty("complete_already").GetBoolean().ShouldBeTrue();
    }
}
