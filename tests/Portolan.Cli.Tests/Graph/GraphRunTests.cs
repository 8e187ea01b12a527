using System.Text.Json;
using Portolan.Cli.Commands;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Graph;

public sealed class GraphRunTests : IDisposable
{
    private const string Echo = "{provider: template, template: \"{prompt}\"}";

    private readonly FlowFolder folder = new();

    private CliRunner Portolan => folder.Portolan;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_sample_flow_runs_without_a_network()
    {
        CliResult result = await Portolan.RunAsync("graph", "run", "samples/flows/harbour.yaml", "--input", "samples/flows/harbour.jsonl", "--output", "answers.jsonl");
        Golden.Equal("graph/run.txt", folder.Mask(result));
        Golden.Equal("graph/answers.jsonl", File.ReadAllText(folder.File("answers.jsonl")));
        CliResult again = await Portolan.RunAsync("graph", "run", "samples/flows/harbour.yaml", "--input", "samples/flows/harbour.jsonl", "--output", "answers.jsonl");
        again.Output.ShouldContain("0 calls in 0 batches, 4 more from the cache");
        File.Exists(folder.File("answers.jsonl.failures.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task Lists_and_vectors()
    {
        CliResult result = await Portolan.RunAsync("graph", "run", "samples/flows/topics.yaml", "--input", "samples/flows/topics.jsonl", "--output", "topics.out");
        result.ExitCode.ShouldBe(0, result.Error);
        Golden.Equal("graph/topics.jsonl", File.ReadAllText(folder.File("topics.out")));
    }

    [Fact]
    public async Task The_ngram_model_goes_on_the_same_way_each_time()
    {
        foreach (string output in (string[])["one.jsonl", "two.jsonl"])
        {
            CliResult result = await Portolan.RunAsync("graph", "run", "samples/flows/continue.yaml", "--input", "samples/flows/continue.jsonl", "--output", output, "--no-cache", "--concurrency", output[0] == 'o' ? "1" : "8");
            result.ExitCode.ShouldBe(0, result.Error);
        }

        string rows = File.ReadAllText(folder.File("one.jsonl"));
        rows.ShouldBe(File.ReadAllText(folder.File("two.jsonl")));
        rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThan(1);
        Directory.GetFiles(folder.Path, "*cache*").ShouldBeEmpty();
        (await Portolan.RunAsync("graph", "run", "samples/flows/continue.yaml", "--input", "samples/flows/continue.jsonl", "--output", "three.jsonl", "--no-cache", "--set", "backends.model.options.seed=2")).ExitCode.ShouldBe(0);
        File.ReadAllText(folder.File("three.jsonl")).ShouldNotBe(rows);
    }

    [Fact]
    public async Task Json_lines_have_the_promised_names()
    {
        folder.WriteFlow(Echo);
        File.AppendAllText(folder.File("data.jsonl"), "{\"id\": 99}\n");
        CliResult result = await Portolan.RunAsync("graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl", "--json");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldBe("");
        result.JsonLinesOf("node").Length.ShouldBe(10);
        JsonElement failure = result.JsonLinesOf("failure").ShouldHaveSingleItem();
        (failure.GetProperty("line").GetInt32(), failure.GetProperty("step").GetString()).ShouldBe((11, "input"));
        JsonElement summary = result.JsonLines[^1];
        (summary.GetProperty("calls").GetInt32(), summary.GetProperty("failed").GetInt32(), summary.GetProperty("written").GetInt32()).ShouldBe((10, 1, 10));
        CheckNames(result, "graph run");
        CliResult cached = await Portolan.RunAsync("graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl", "--json", "--limit", "3");
        cached.JsonLinesOf("node").ShouldAllBe(node => node.GetProperty("status").GetString() == "cached" && node.GetProperty("attempts").GetInt32() == 0);
    }

    [Fact]
    public async Task A_dry_run_calls_nothing_and_says_what_it_would_cost()
    {
        folder.WriteFlow("{provider: openai, address: 'http://127.0.0.1:9/v1', model: m, key-variable: NO_SUCH_KEY, price: {input: 1000, output: 2000}}");
        CliResult result = await Portolan.RunAsync("graph", "run", "flow.yaml", "--input", "data.jsonl", "--dry-run");
        Golden.Equal("graph/dry-run.txt", folder.Mask(result));
        CliResult json = await Portolan.RunAsync("graph", "run", "flow.yaml", "--input", "data.jsonl", "--dry-run", "--json");
        json.JsonLinesOf("plan").ShouldHaveSingleItem().GetProperty("calls").GetInt32().ShouldBe(10);
        CheckNames(json, "graph run");
        Directory.GetFiles(folder.Path, "*cache*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Failures_go_to_their_own_file()
    {
        folder.WriteFlow(Echo);
        folder.Write("data.jsonl", "{\"id\": 1, \"q\": \"a\"}\nnot JSON\n{\"id\": 3, \"q\": \"b\"}\n");
        CliResult result = await Portolan.RunAsync("graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl", "--failures", "bad.jsonl");
        Golden.Equal("graph/failures.txt", folder.Mask(result));
        JsonElement.Parse(File.ReadAllText(folder.File("bad.jsonl"))).GetProperty("line").GetInt32().ShouldBe(2);
        File.ReadAllText(folder.File("out.jsonl")).ShouldBe("{\"id\":1,\"reply\":\"ask a\"}\n{\"id\":3,\"reply\":\"ask b\"}\n");
    }

    [Fact]
    public async Task A_report_and_values_set_over_the_flow()
    {
        folder.WriteFlow(Echo);
        CliResult result = await Portolan.RunAsync(
            "graph", "run", "flow.yaml", "--input", "data.jsonl", "--output", "out.jsonl", "--limit", "2", "--window", "1", "--report", "run.html", "--set", "backends.model.template=<{prompt}>");
        result.ExitCode.ShouldBe(0, result.Error);
        File.ReadAllText(folder.File("out.jsonl")).ShouldBe("{\"id\":0,\"reply\":\"<ask question 0>\"}\n{\"id\":1,\"reply\":\"<ask question 1>\"}\n");
        File.ReadAllText(folder.File("run.html")).ShouldStartWith("<!DOCTYPE html>", Case.Insensitive);
    }

    [Theory]
    [InlineData("no-output", "flow.yaml", "--input", "data.jsonl")]
    [InlineData("no-flow", "none.yaml", "--input", "data.jsonl", "--output", "o.jsonl")]
    [InlineData("broken-flow", "broken.yaml", "--input", "data.jsonl", "--output", "o.jsonl")]
    [InlineData("no-data", "flow.yaml", "--input", "none.jsonl", "--output", "o.jsonl")]
    [InlineData("foreign-cache", "flow.yaml", "--input", "data.jsonl", "--output", "o.jsonl", "--cache", "data.jsonl")]
    [InlineData("no-variable", "flow.yaml", "--input", "data.jsonl", "--output", "o.jsonl", "--set", "style=x")]
    [InlineData("two-caches", "flow.yaml", "--input", "data.jsonl", "--output", "o.jsonl", "--no-cache", "--resume")]
    [InlineData("cluster-cache", "flow.yaml", "--input", "data.jsonl", "--output", "o.jsonl", "--executor", "slurm", "--cache", "c.sqlite")]
    [InlineData("cluster-option", "flow.yaml", "--input", "data.jsonl", "--output", "o.jsonl", "--time", "01:00:00")]
    [InlineData("unknown-provider", "flow.yaml", "--input", "data.jsonl", "--output", "o.jsonl", "--set", "backends.model.provider=oracle")]
    [InlineData("no-key", "flow.yaml", "--input", "data.jsonl", "--output", "o.jsonl", "--set", "backends.model.provider=openai", "--set", "backends.model.key-variable=NO_SUCH_KEY")]
    [InlineData("no-price", "flow.yaml", "--input", "data.jsonl", "--output", "o.jsonl", "--set", "backends.model.provider=openai", "--set", "backends.model.address=http://127.0.0.1:9/v1", "--set", "backends.model.cost-ceiling=1")]
    public async Task Mistakes_are_errors_with_a_hint(string name, params string[] arguments)
    {
        folder.WriteFlow(Echo);
        folder.Write("broken.yaml", "name: broken\nfields: [id]\nsteps:\n  - name: ask\n    prompt: '{{q}}'\n  - write: [ask]\n");
        CliResult result = await Portolan.RunAsync(["graph", "run", .. arguments]);
        result.ExitCode.ShouldBe(2);
        Golden.Equal($"graph/error-{name}.txt", folder.Mask(result));
        Directory.GetFiles(folder.Path, "o.jsonl").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_examples_of_help_run()
    {
        int ran = 0;
        foreach (Verb verb in CommandTree.SelfAndBelow(CommandTree.Create().Root).OfType<Verb>().Where(verb => CommandTree.PathOf(verb).StartsWith("portolan graph ", StringComparison.Ordinal)))
        {
            // Examples with flow.yaml stand for the reader's own.
            foreach (CommandExample example in verb.Examples.Where(example => !example.CommandLine.Contains(" flow.yaml", StringComparison.Ordinal)))
            {
                CliResult result = await Portolan.RunAsync(example.CommandLine.Split(' ')[1..]);
                result.ExitCode.ShouldBe(0, $"{example.CommandLine}\n{result.Error}");
                ran++;
            }
        }

        ran.ShouldBeGreaterThan(6);
    }

    private static void CheckNames(CliResult result, string command)
    {
        Verb verb = CommandTree.SelfAndBelow(CommandTree.Create().Root).OfType<Verb>().Single(verb => CommandTree.PathOf(verb) == "portolan " + command);
        foreach (JsonElement line in result.JsonLines)
        {
            string[] names = [.. line.EnumerateObject().Skip(1).Select(property => property.Name)];
            verb.JsonOutput.ShouldContain(shape => shape.Type == line.GetProperty("type").GetString() && shape.Fields.SequenceEqual(names), line.ToString());
        }
    }
}
