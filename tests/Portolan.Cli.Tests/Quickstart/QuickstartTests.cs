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
    public async Task English_and_german_come_in_all_three_buckets()
    {
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync("quickstart", "--output", "out", "--json", "--quiet");
        result.ExitCode.ShouldBe(0, result.Error);
        (string? Language, string? Bucket)[] kept = [.. result.JsonLinesOf("language").Select(line => (line.GetProperty("language").GetString(), line.GetProperty("bucket").GetString()))];
        foreach (string language in (string[])["en", "de"])
        {
            kept.Where(k => k.Language == language).Select(k => k.Bucket).Order(StringComparer.Ordinal).ShouldBe(["head", "middle", "tail"]);
            foreach (string bucket in (string[])["head", "middle", "tail"])
            {
                File.Exists(folder.File($"out/{language}_{bucket}_0000.json.gz")).ShouldBeTrue();
            }
        }

        kept.Where(k => k.Language is not ("en" or "de")).ShouldAllBe(k => k.Bucket == "all");

        // What the buckets are for: keyword lists read like no prose. Models of a few pages let some through.
        CliResult farm = await CliRunner.Portolan(folder.Path).RunAsync("corpus", "show", "out", "--url", "best-boats-cheap", "--json", "-n", "50");
        string?[] buckets = [.. farm.JsonLinesOf("document").Select(line => line.GetProperty("bucket").GetString())];
        buckets.Length.ShouldBeGreaterThan(5);
        buckets.Count(b => b == "tail").ShouldBeGreaterThan(buckets.Length * 2 / 3);
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
