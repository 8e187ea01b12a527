using System.Text.Json;
using Portolan.Graph.Slurm.Internals;
using Portolan.Testing;

namespace Portolan.Graph.Slurm.Tests;

/// <summary>A graph, a fake cluster and a folder that they share.</summary>
internal sealed class ClusterRun : IDisposable
{
    private readonly Func<TaskGraph, IReadOnlyList<Node>> build;

    public ClusterRun(Func<TaskGraph, IReadOnlyList<Node>> build)
    {
        this.build = build;
        Outputs = build(Graph);
        Slurm = new FakeSlurm(Open);
        Options = new SlurmOptions
        {
            RunDirectory = Folder.File("run"),
            Kind = "test",
            Settings = JsonSerializer.SerializeToElement(new { }),
            TaskCommand = ["program", "node"],
            PollInterval = TimeSpan.FromMilliseconds(1),
            LostAfter = TimeSpan.Zero,
        };
    }

    public TemporaryFolder Folder { get; } = new();

    public TaskGraph Graph { get; } = new();

    public IReadOnlyList<Node> Outputs { get; }

    public FakeSlurm Slurm { get; set; }

    public SlurmOptions Options { get; set; }

    public FailurePolicy FailurePolicy { get; set; } = FailurePolicy.Stop;

    public FileResultStore Store => new(Folder.File("results"));

    public PlannedGraph Open()
    {
        var graph = new TaskGraph();
        build(graph);
        return new PlannedGraph(graph, Store);
    }

    public async Task<(GraphResult Result, List<GraphEvent> Events)> RunAsync(CancellationToken cancellationToken = default)
    {
        GraphRun run = Start(cancellationToken);
        List<GraphEvent> events = await EventsOf(run);
        return (await run.Completion, events);
    }

    public GraphRun Start(CancellationToken cancellationToken = default) =>
        new SlurmExecutor(Options, new GraphRunnerOptions { Store = Store, FailurePolicy = FailurePolicy }, Slurm).Start(Graph, Outputs, cancellationToken);

    public static async Task<List<GraphEvent>> EventsOf(GraphRun run)
    {
        var events = new List<GraphEvent>();
        await foreach (GraphEvent graphEvent in run.Events)
        {
            events.Add(graphEvent);
        }

        return events;
    }

    /// <summary>The labels that each task of a submission was given.</summary>
    public string[][] Tasks(int submission)
    {
        var files = new RunFiles(Options.RunDirectory);
        PlanFile plan = PlanFile.Read(files.Plan);
        SubmissionFile file = SubmissionFile.Read(files.Submission(submission), plan);
        return [.. file.Tasks.Select(task => task.Select(place => plan.Stages[file.Stage].Nodes[place].Label).ToArray())];
    }

    public void Dispose() => Folder.Dispose();
}
