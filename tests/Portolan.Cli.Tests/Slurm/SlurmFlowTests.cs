using System.Text.Json;
using Portolan.Cli.Tests.House;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Slurm;

/// <summary>Flows on a real cluster come out as flows in one process.</summary>
[Collection(SlurmCollection.Name)]
public sealed class SlurmFlowTests(SlurmCluster cluster) : IDisposable
{
    private static readonly string[] OnCluster = ["--executor", "slurm", "--poll-interval", "0.2", "--window", "3"];

    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => cluster.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [SlurmFact]
    public async Task Rows_and_failures_are_byte_for_byte_those_of_one_process()
    {
        string[] run = Run();
        CliResult local = await Portolan.RunAsync([.. run, "--output", "local.jsonl", "--json"]);
        local.ExitCode.ShouldBe(1, local.Error);
        CliResult result = await Portolan.RunAsync([.. run, "--output", "cluster.jsonl", "--json", "--report", "report.html", "--array-limit", "2", "--nodes-per-task", "2", .. OnCluster]);
        result.ExitCode.ShouldBe(1, result.Error);
        ShouldEqualLocal("cluster.jsonl");
        Of(result, "failure").ShouldBe(Of(local, "failure"));
        JsonElement summary = result.JsonLines[^1], whole = local.JsonLines[^1];
        foreach (string name in new[] { "lines", "written", "dropped", "failed", "scores" })
        {
            summary.GetProperty(name).GetRawText().ShouldBe(whole.GetProperty(name).GetRawText(), name);
        }

        File.ReadAllText(folder.File("report.html")).ShouldContain("flow/chunk");
        Directory.Exists(folder.File("cluster.jsonl.slurm/work")).ShouldBeFalse();
        (await cluster.QueueAsync()).ShouldBeEmpty();

        // The replies are still there: the same command calls nothing.
        CliResult again = await Portolan.RunAsync([.. run, "--output", "cluster.jsonl", "--json", .. OnCluster]);
        again.JsonLines[^1].GetProperty("calls").GetInt64().ShouldBe(0);
        ShouldEqualLocal("cluster.jsonl");
    }

    [SlurmFact]
    public async Task A_run_can_be_left_looked_at_and_finished()
    {
        string[] run = Run();
        (await Portolan.RunAsync([.. run, "--output", "local.jsonl"])).ExitCode.ShouldBe(1);
        CliResult left = await Portolan.RunAsync([.. run, "--output", "out.jsonl", "--detach", "--json", "--quiet", .. OnCluster]);
        left.ExitCode.ShouldBe(0, left.Error);
        left.Output.ShouldBe("{\"type\":\"queued\",\"nodes\":5,\"directory\":\"out.jsonl.slurm\"}\n");
        File.Exists(folder.File("out.jsonl")).ShouldBeFalse();
        CliResult status = await Portolan.RunAsync("jobs", "status", "out.jsonl.slurm", "--all");
        status.Output.ShouldContain("lines 1-3");
        CliResult finished = await Portolan.RunAsync([.. run, "--output", "out.jsonl", .. OnCluster]);
        finished.ExitCode.ShouldBe(1, finished.Error);
        ShouldEqualLocal("out.jsonl");
    }

    private static string[] Of(CliResult result, string type) =>
        [.. result.JsonLines.Where(line => line.GetProperty("type").GetString() == type).Select(line => line.GetRawText())];

    /// <summary>The sample flow over 15 lines, of which some fail, with a value of its own; five chunks of three lines.</summary>
    private string[] Run()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("samples/flows/harbour.jsonl"));
        folder.Write("data.jsonl", string.Concat(lines.Concat(["no JSON", "", "{\"id\": 7}"]).Concat(lines.Reverse()).Append("[]").Select(line => line + "\n")));
        return ["graph", "run", Repository.PathOf("samples/flows/harbour.yaml"), "--input", "data.jsonl", "--set", "shortest=50"];
    }

    private void ShouldEqualLocal(string output)
    {
        File.ReadAllText(folder.File(output)).ShouldBe(File.ReadAllText(folder.File("local.jsonl")));
        File.ReadAllText(folder.File(output + ".failures.jsonl")).ShouldBe(File.ReadAllText(folder.File("local.jsonl.failures.jsonl")));
    }
}
