using System.CommandLine;
using System.Text.Json;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan jobs logs</c>: what the tasks printed that had a unit of work.</summary>
internal sealed class JobsLogsCommand : Verb
{
    private readonly Argument<string> directory = new("directory") { Description = "The output directory of the build." };
    private readonly Argument<string> node = new("node") { Description = "A unit of work: its name as 'jobs status' shows it, in quotes, or the first digits of its key.", HelpName = "name" };

    public JobsLogsCommand()
        : base("logs", "Prints what the tasks printed that had a unit of work.")
    {
        Add(directory);
        Add(node);
    }

    public override string Details => "One task may have several units; what it printed is shown whole, oldest try first. The exit code is 1 when no task has printed anything yet.";

    public override IReadOnlyList<CommandExample> Examples => [new("Why did it fail?", "portolan jobs logs out 'filter shard 3'")];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("log", ["label", "attempt", "host", "path", "text"], "for each task, oldest first")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        SlurmJobs jobs = SlurmJobs.Open(SlurmSettings.RunDirectoryOf(context.Value(directory)));
        IReadOnlyList<NodeLog> logs = jobs.Logs(context.Value(node));
        foreach (NodeLog log in logs)
        {
            string text = File.ReadAllText(log.Path);
            if (context.Output.IsJson)
            {
                Utf8JsonWriter line = context.Output.Json.Begin("log");
                line.WriteString("label"u8, log.Label);
                line.WriteNumber("attempt"u8, log.Attempt);
                line.WriteString("host"u8, log.Host);
                line.WriteString("path"u8, log.Path);
                line.WriteString("text"u8, text);
                context.Output.Json.End();
            }
            else
            {
                context.Output.Text.Write($"--- try {log.Attempt}{(log.Host is { } host ? $" on {host}" : "")}: {log.Path}\n{text}{(text.EndsWith('\n') || text.Length == 0 ? "" : "\n")}");
            }
        }

        return Task.FromResult(logs.Count > 0 ? ExitCode.Done : ExitCode.No);
    }
}
