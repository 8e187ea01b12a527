using System.Threading.Channels;
using Portolan.Graph.Slurm.Internals;
using Portolan.Graph.Telemetry;

namespace Portolan.Graph.Slurm;

/// <summary>Runs graphs as job arrays of a Slurm cluster.</summary>
/// <remarks>
/// A node whose operation is persisted is a unit of work; the others are run again by each task that needs them. Nodes of one operation
/// that need equally many steps before them are a stage, which is a job array; the next stage's array waits for the end of this one,
/// however it ends. What became of a node is read from the result store and from files that the tasks write, never from accounting.
/// Results equal those of <see cref="GraphRunner"/>. One run at a time may use a run directory: the caller holds a lock on what it
/// belongs to. A run that was killed leaves its jobs, and one that is started again takes them over.
/// </remarks>
public sealed class SlurmExecutor : IGraphExecutor
{
    private readonly SlurmOptions options;
    private readonly GraphRunnerOptions runnerOptions;
    private readonly FileResultStore store;
    private readonly ISlurm slurm;

    /// <summary>An executor that calls <c>sbatch</c>, <c>squeue</c>, <c>scancel</c> and <c>scontrol</c>.</summary>
    /// <param name="options">What to ask of the cluster.</param>
    /// <param name="runnerOptions">As for a run in this process. The store must be a <see cref="FileResultStore"/> on a file system that all nodes share; limits and the retry policy do not apply, tasks have their own.</param>
    /// <exception cref="ArgumentException">There is no such store, or a script line has a line break.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public SlurmExecutor(SlurmOptions options, GraphRunnerOptions runnerOptions)
        : this(options, runnerOptions, new SlurmCommands())
    {
    }

    internal SlurmExecutor(SlurmOptions options, GraphRunnerOptions runnerOptions, ISlurm slurm)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(runnerOptions);
        options.Validate();
        this.options = options with { RunDirectory = Path.GetFullPath(options.RunDirectory) };
        this.runnerOptions = runnerOptions;
        store = runnerOptions.Store as FileResultStore
            ?? throw new ArgumentException("tasks of a cluster meet in files: a FileResultStore is needed", nameof(runnerOptions));
        this.slurm = slurm;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Cancelling cancels the jobs. <see cref="GraphRun.Completion"/> also throws <see cref="SlurmException"/> when Slurm refuses a job or
    /// does not answer, and <see cref="SlurmDetachedException"/> after <see cref="SlurmOptions.Detach"/>.
    /// </remarks>
    public GraphRun Start(TaskGraph graph, IReadOnlyList<Node> outputs, CancellationToken cancellationToken = default)
    {
        GraphPlan before = GraphPlan.Create(graph, outputs);
        GraphPlan plan = before;
        foreach (IGraphPass pass in runnerOptions.Passes)
        {
            plan = pass.Apply(plan);
        }

        Channel<GraphEvent> events = Channel.CreateUnbounded<GraphEvent>(new UnboundedChannelOptions { SingleReader = true });
        ChannelWriter<GraphEvent> observed = GraphTelemetry.Observe(events.Writer, runnerOptions.TimeProvider);
        Task<GraphResult> completion = Task.Run(
            async () =>
            {
                try
                {
                    var run = new SlurmRun(graph, plan, before.Nodes.Length, options, runnerOptions, store, slurm, observed, cancellationToken);
                    return await run.RunAsync().ConfigureAwait(false);
                }
                finally
                {
                    observed.TryComplete();
                }
            },
            CancellationToken.None);
        return new GraphRun(events.Reader, completion);
    }
}
