using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan jobs status</c>: how far a build on a cluster is.</summary>
internal sealed class JobsStatusCommand : Verb
{
    private const int ShownNodes = 20;

    private readonly Argument<string> directory = new("directory") { Description = "The output directory of the build." };
    private readonly Setting<bool> all = Setting.Flag("--all", "List every unit of work, not only what runs or failed.");

    public JobsStatusCommand()
        : base("status", "Shows how far a build on a cluster is.")
    {
        Add(directory);
        Add(all);
    }

    public override string Details =>
        "Counts the units of work of each stage that are done, running, waiting and failed, and lists those that run or failed with the number "
        + "of tries and the host. Reads files and the queue, so it also works when the process that submitted is gone. A failed unit is "
        + "submitted again as long as that process runs. The exit code is 1 when anything has failed.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("How far is it?", "portolan jobs status out"),
        new("Which units have not begun, as data?", "portolan jobs status out --json | grep '\"waiting\"'"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("node", ["stage", "label", "key", "status", "attempts", "host", "reason"], "for each unit of work; status is waiting, running, done or failed"),
        new("summary", ["done", "running", "waiting", "failed"], "at the end"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        SlurmJobs jobs = SlurmJobs.Open(SlurmSettings.RunDirectoryOf(context.Value(directory)));
        IReadOnlyList<NodeStatus> nodes = await jobs.StatusAsync(context.Cancellation).ConfigureAwait(false);
        if (context.Output.IsJson)
        {
            Write(nodes, context.Output.Json);
        }
        else
        {
            Render(nodes, context.Output.Text, context.Value(all));
        }

        return nodes.Any(node => node.State == NodeState.Failed) ? ExitCode.No : ExitCode.Done;
    }

    private static void Render(IReadOnlyList<NodeStatus> nodes, TextWriter text, bool all)
    {
        text.Write($"{"stage",-24}{"units",10}{"done",10}{"running",10}{"waiting",10}{"failed",10}\n");
        foreach (IGrouping<string, NodeStatus> stage in nodes.GroupBy(node => node.Stage))
        {
            text.Write($"{stage.Key,-24}{Quantity.Count(stage.Count()),10}{Count(stage, NodeState.Done),10}{Count(stage, NodeState.Running),10}{Count(stage, NodeState.Waiting),10}{Count(stage, NodeState.Failed),10}\n");
        }

        NodeStatus[] listed = [.. nodes.Where(node => all || node.State is NodeState.Running or NodeState.Failed)];
        if (listed.Length > 0)
        {
            text.Write("\n");
        }

        foreach (NodeStatus node in listed.Take(all ? int.MaxValue : ShownNodes))
        {
            string tries = node.Attempts > 1 ? $", try {Quantity.Count(node.Attempts)}" : "";
            string place = node.Host is { } host ? $" on {host}" : "";
            text.Write($"{Word(node.State),-8} {node.Label}{place}{tries}{(node.Reason is { } reason ? $": {reason}" : "")}\n");
        }

        if (!all && listed.Length > ShownNodes)
        {
            text.Write($"and {Quantity.Count(listed.Length - ShownNodes)} more\n");
        }
    }

    private static void Write(IReadOnlyList<NodeStatus> nodes, JsonLinesWriter json)
    {
        foreach (NodeStatus node in nodes)
        {
            Utf8JsonWriter line = json.Begin("node");
            line.WriteString("stage"u8, node.Stage);
            line.WriteString("label"u8, node.Label);
            line.WriteString("key"u8, node.Key.ToString());
            line.WriteString("status"u8, Word(node.State));
            line.WriteNumber("attempts"u8, node.Attempts);
            line.WriteString("host"u8, node.Host);
            line.WriteString("reason"u8, node.Reason);
            json.End();
        }

        Utf8JsonWriter summary = json.BeginSummary();
        foreach (NodeState state in new[] { NodeState.Done, NodeState.Running, NodeState.Waiting, NodeState.Failed })
        {
            summary.WriteNumber(Word(state), nodes.Count(node => node.State == state));
        }

        json.End();
    }

    private static string Count(IEnumerable<NodeStatus> nodes, NodeState state) => Quantity.Count(nodes.Count(node => node.State == state));

    private static string Word(NodeState state) => state.ToString().ToLowerInvariant();
}
