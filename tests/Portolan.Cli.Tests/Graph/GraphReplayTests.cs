using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Graph;

public sealed class GraphReplayTests : IDisposable
{
    private readonly FlowFolder folder = new();

    public GraphReplayTests() => folder.WriteFlow("{provider: template, template: \"{prompt}\"}");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_changed_output_is_found_at_its_line()
    {
        await RunAsync();
        string rows = File.ReadAllText(folder.File("out.jsonl"));
        File.WriteAllText(folder.File("out.jsonl"), rows.Replace("question 4", "question four", StringComparison.Ordinal));
        CliResult result = await ReplayAsync();
        Golden.Equal("graph/replay-differs.txt", folder.Mask(result));
        result.ExitCode.ShouldBe(1);
        JsonElement summary = (await ReplayAsync("--json")).JsonLines[^1];
        (summary.GetProperty("same").GetBoolean(), summary.GetProperty("different_line").GetInt32()).ShouldBe((false, 5));
    }

    [Fact]
    public async Task A_missing_reply_is_an_error_that_names_step_and_line()
    {
        await RunAsync();
        File.AppendAllText(folder.File("data.jsonl"), "{\"id\": 10, \"q\": \"new\"}\n");
        CliResult result = await ReplayAsync();
        Golden.Equal("graph/replay-missing.txt", folder.Mask(result));
        result.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_cache_there_is_nothing_to_replay()
    {
        CliResult result = await ReplayAsync();
        Golden.Equal("graph/replay-no-cache.txt", folder.Mask(result));
        result.ExitCode.ShouldBe(2);
        Directory.GetFiles(folder.Path, "*cache*").ShouldBeEmpty();
    }

    private async Task RunAsync() =>
        (await folder.Portolan.RunAsync("graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl")).ExitCode.ShouldBe(0);

    private Task<CliResult> ReplayAsync(params string[] more) =>
        folder.Portolan.RunAsync(["graph", "replay", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl", .. more]);
}
