using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan node</c>: what a task of a job array runs. Not for people, so help does not list it.</summary>
internal sealed class NodeCommand : Verb
{
    public const string CommandName = "node";

    private readonly Setting<string?> plan = Setting.Text("--plan", "file", "The plan file of the run.", required: true);
    private readonly Setting<int> submission = Setting.Integer("--submission", "number", "Number of the submission.", 1, 1, int.MaxValue);
    private readonly Setting<int> index = Setting.Integer("--index", "number", "Index of the task in its job array.", 0, 0, int.MaxValue);
    private readonly Setting<string?> scratch = Setting.Text("--scratch", "directory", "A directory on this node's own disk.");

    public NodeCommand()
        : base(CommandName, "Runs one task of a plan; job scripts call it.")
    {
        Hidden = true;
        submission.Required = true;
        index.Required = true;
        Add(plan);
        Add(submission);
        Add(index);
        Add(scratch);
    }

    public override IReadOnlyList<CommandExample> Examples => [];

    public override IReadOnlyList<JsonShape> JsonOutput => [];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        bool good = await SlurmTask.RunAsync(
            new SlurmTaskOptions
            {
                PlanPath = context.Value(plan)!,
                Submission = context.Value(submission),
                Index = context.Value(index),
                Open = PlanKinds.Open,
                Describe = Describe,
                Variable = Environment.GetEnvironmentVariable,
                Note = context.Output.Note,
                ScratchDirectory = context.IsGiven(scratch) ? context.Value(scratch) : null,
                TimeProvider = context.Time,
            },
            context.Cancellation).ConfigureAwait(false);
        return good ? ExitCode.Done : ExitCode.No;
    }

    private static (string Message, string? Hint) Describe(Exception exception)
    {
        Failure failure = Failure.Of(exception);
        return (failure.Line, failure.Hint);
    }
}
