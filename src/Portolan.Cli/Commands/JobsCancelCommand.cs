using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan jobs cancel</c>: takes a build's jobs off the cluster.</summary>
internal sealed class JobsCancelCommand : Verb
{
    private readonly Argument<string> directory = new("directory") { Description = "The output directory of the build." };

    public JobsCancelCommand()
        : base("cancel", "Cancels everything of a build that waits or runs on the cluster.") => Add(directory);

    public override string Details =>
        "Finished units of work stay finished: the same 'corpus build' command goes on from there. Stop a 'corpus build' that follows the "
        + "jobs first (Ctrl-C, which cancels them too), or it submits them again.";

    public override IReadOnlyList<CommandExample> Examples => [new("Stop a build that was started with --detach", "portolan jobs cancel out")];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["cancelled"], "at the end: units of work that waited or ran")];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        SlurmJobs jobs = SlurmJobs.Open(SlurmSettings.RunDirectoryOf(context.Value(directory)));
        int cancelled = await jobs.CancelAsync(context.Cancellation).ConfigureAwait(false);
        if (context.Output.IsJson)
        {
            Utf8JsonWriter summary = context.Output.Json.BeginSummary();
            summary.WriteNumber("cancelled"u8, cancelled);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write(cancelled == 0 ? "nothing waited or ran\n" : $"cancelled {Quantity.Count(cancelled)} units of work\n");
        }

        return ExitCode.Done;
    }
}
