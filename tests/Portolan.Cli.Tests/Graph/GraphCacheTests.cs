using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Graph;

public sealed class GraphCacheTests : IDisposable
{
    private readonly FlowFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Statistics_and_pruning()
    {
        folder.WriteFlow("{provider: template, template: \"{prompt}\"}");
        string[] run = ["graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl", "--cache", "c.sqlite"];
        (await folder.Portolan.RunAsync(run)).ExitCode.ShouldBe(0);
        (await folder.Portolan.RunAsync(run)).ExitCode.ShouldBe(0);
        Golden.Equal("graph/cache-stats.txt", folder.Mask(await folder.Portolan.RunAsync("graph", "cache", "stats", "c.sqlite")));
        CliResult json = await folder.Portolan.RunAsync("graph", "cache", "stats", "c.sqlite", "--json");
        JsonElement group = json.JsonLinesOf("group").ShouldHaveSingleItem();
        (group.GetProperty("entries").GetInt32(), group.GetProperty("uses").GetInt32(), group.GetProperty("model").GetString()).ShouldBe((10, 10, "template"));
        json.JsonLines[^1].GetProperty("saved_tokens").GetInt64().ShouldBeGreaterThan(0);

        CliResult old = await folder.Portolan.RunAsync("graph", "cache", "prune", "c.sqlite", "--older-than", "1h", "--json");
        old.JsonLines[^1].GetProperty("removed").GetInt32().ShouldBe(0);
        CliResult all = await folder.Portolan.RunAsync("graph", "cache", "prune", "c.sqlite", "--max-size", "0");
        all.ExitCode.ShouldBe(0);
        all.Output.ShouldStartWith("10 replies removed (");
        all.Output.ShouldEndWith("0 left\n");
    }

    [Theory]
    [InlineData("no-cache", "stats", "none.sqlite")]
    [InlineData("foreign", "stats", "data.jsonl")]
    [InlineData("nothing-asked", "prune", "none.sqlite")]
    [InlineData("no-time", "prune", "none.sqlite", "--older-than", "soon")]
    public async Task Mistakes_are_errors_with_a_hint(string name, params string[] arguments)
    {
        CliResult result = await folder.Portolan.RunAsync(["graph", "cache", .. arguments]);
        result.ExitCode.ShouldBe(2);
        Golden.Equal($"graph/cache-error-{name}.txt", folder.Mask(result));
        File.Exists(folder.File("none.sqlite")).ShouldBeFalse();
    }
}
