using System.Globalization;
using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Graph;

/// <summary>Runs against a server that counts, killed and stopped in the middle.</summary>
public sealed class GraphResumeTests : IDisposable
{
    private const int Lines = 60;
    private const int Concurrency = 4;

    private readonly FlowFolder folder = new(Lines);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_was_ended_in_the_middle_goes_on_without_repeating_a_call(bool kill)
    {
        // The first requests are answered, later ones are held back until the program is gone.
        const int Answered = 25;
        bool hold = true;
        using var server = new OpenAiServer();
        server.Options = server.Options with { Misbehave = request => Volatile.Read(ref hold) && request.Number > Answered ? Misbehaviour.Stall : null };
        folder.WriteFlow(string.Create(CultureInfo.InvariantCulture, $"{{provider: openai, address: '{server.Base}', model: tiny, concurrency: {Concurrency}}}"));
        string[] run = ["graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl"];

        // A shell that runs tests in the background has them ignore Ctrl-C, and what they start inherits that.
        CliRunner listening = kill ? folder.Portolan : folder.Portolan.Through("env", "--default-signal=INT");
        using (CliProcess first = listening.Start(run))
        {
            await WaitAsync(() => server.RequestCount >= Answered + Concurrency);
            if (kill)
            {
                first.Kill();
                (await first.WaitAsync()).ExitCode.ShouldBe(137);
            }
            else
            {
                first.Interrupt();
                CliResult interrupted = await first.WaitAsync(TimeSpan.FromSeconds(30));
                (interrupted.ExitCode, interrupted.Output).ShouldBe((130, ""));
                interrupted.Error.ShouldEndWith("stopping; press Ctrl-C again to stop at once\ninterrupted\n");
                Directory.GetFiles(folder.Path, "out.jsonl*.tmp").ShouldBeEmpty();
            }
        }

        File.Exists(folder.File("out.jsonl")).ShouldBeFalse();
        Volatile.Write(ref hold, false);
        int before = server.RequestCount;
        CliResult resumed = await folder.Portolan.RunAsync([.. run, "--json"]);
        resumed.ExitCode.ShouldBe(0, resumed.Error);

        // A slot is free only when its reply is kept; so when all were on hold, what was answered before was in the cache.
        int cached = resumed.JsonLines[^1].GetProperty("cached").GetInt32();
        (server.RequestCount - before).ShouldBe(Lines - cached);
        cached.ShouldBe(Answered);
        server.Prompts.Count.ShouldBe(Lines);
        server.Prompts.Values.ShouldAllBe(times => times == 1, "nothing is answered, and paid for, twice");

        // And as an undisturbed run would have ended.
        string[] rows = await File.ReadAllLinesAsync(folder.File("out.jsonl"));
        rows.ShouldBe(Enumerable.Range(0, Lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{i},\"reply\":\"re: ask question {i}\"}}")));
        int asked = server.RequestCount;
        CliResult replayed = await folder.Portolan.RunAsync("graph", "replay", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl");
        replayed.ExitCode.ShouldBe(0, replayed.Error);
        replayed.Output.ShouldStartWith($"the same: {Lines} lines from {Lines} replies, no backend was called\nsha256  ");
        server.RequestCount.ShouldBe(asked);
    }

    [Fact]
    public async Task A_cost_ceiling_ends_the_run_with_2_and_the_next_run_pays_only_the_rest()
    {
        using var server = new OpenAiServer();
        folder.WriteFlow($"{{provider: openai, address: '{server.Base}', model: tiny, concurrency: 1, cost-ceiling: 0.001, price: {{input: 5, output: 5}}}}");
        string[] run = ["graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl", "--json"];
        CliResult first = await folder.Portolan.RunAsync(run);
        first.ExitCode.ShouldBe(2);
        first.Error.ShouldStartWith("error: the cost ceiling of backend openai/tiny is reached");
        first.Error.ShouldContain("hint: what was paid is kept in out.jsonl.cache.sqlite: raise the ceiling");
        JsonElement summary = first.JsonLines[^1];
        int paid = summary.GetProperty("calls").GetInt32();
        paid.ShouldBeInRange(1, Lines - 1);
        summary.GetProperty("cost").GetDouble().ShouldBeLessThanOrEqualTo(0.001);
        File.Exists(folder.File("out.jsonl")).ShouldBeFalse();
        CliResult second = await folder.Portolan.RunAsync([.. run, "--set", "backends.model.cost-ceiling=10"]);
        second.ExitCode.ShouldBe(0, second.Error);
        second.JsonLines[^1].GetProperty("calls").GetInt32().ShouldBe(Lines - paid);
        server.Prompts.Values.ShouldAllBe(times => times == 1);
    }

    [Fact]
    public async Task Keys_are_sent_and_never_written()
    {
        const string Key = "sk-never-written-4711";
        using var server = new OpenAiServer(new OpenAiServerOptions { Key = Key });
        folder.WriteFlow($"{{provider: openai, address: '{server.Base}', model: tiny, key-variable: FLOW_TEST_KEY}}");
        CliResult result = await folder.Portolan.WithVariable("FLOW_TEST_KEY", Key).RunAsync(
            "graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl", "--json", "--verbose", "--report", "run.html");
        result.ExitCode.ShouldBe(0, result.Error);
        (result.Output + result.Error).ShouldNotContain(Key);
        foreach (string file in Directory.GetFiles(folder.Path))
        {
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(Key, Case.Sensitive, file);
        }

        CliResult refused = await folder.Portolan.WithVariable("FLOW_TEST_KEY", "sk-wrong").RunAsync("graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "other.jsonl", "--limit", "1");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("data.jsonl, line 1: step reply:");
        refused.Error.ShouldNotContain("sk-wrong");
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(CliRunner.DefaultTimeout);
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
