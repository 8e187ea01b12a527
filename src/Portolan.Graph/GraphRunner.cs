using System.Threading.Channels;
using Portolan.Graph.Internals;
using Portolan.Graph.Telemetry;

namespace Portolan.Graph;

/// <summary>Runs graphs in this process.</summary>
/// <remarks>
/// Thread-safe; it can run several graphs, each within its own limits. Of the nodes that are ready, those that were called first
/// are started first. Results do not depend on limits, timing or earlier runs.
/// </remarks>
public sealed class GraphRunner : IGraphExecutor
{
    private readonly GraphRunnerOptions options;

    /// <summary>A runner with default options.</summary>
    public GraphRunner()
        : this(new GraphRunnerOptions())
    {
    }

    /// <summary>A runner.</summary>
    /// <param name="options">How to run.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or something in it is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1, or the retry policy is out of range.</exception>
    public GraphRunner(GraphRunnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
    }

    /// <summary>Starts a run and returns at once.</summary>
    /// <param name="graph">The graph; nodes added later are not part of the run.</param>
    /// <param name="outputs">The nodes whose results are wanted. Only what they need is run.</param>
    /// <param name="cancellationToken">Stops the run: running operations are cancelled and awaited, then <see cref="GraphRun.Completion"/> throws.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An output is null or belongs to another graph.</exception>
    /// <exception cref="GraphException">A store is used, and the result of a node to be stored cannot be written as JSON.</exception>
    public GraphRun Start(TaskGraph graph, IReadOnlyList<Node> outputs, CancellationToken cancellationToken = default)
    {
        GraphPlan before = GraphPlan.Create(graph, outputs);
        GraphPlan plan = before;
        foreach (IGraphPass pass in options.Passes)
        {
            plan = pass.Apply(plan);
        }

        CheckStorable(plan);
        Channel<GraphEvent> events = Channel.CreateUnbounded<GraphEvent>(new UnboundedChannelOptions { SingleReader = true });
        ChannelWriter<GraphEvent> writer = GraphTelemetry.Observe(events.Writer, options.TimeProvider);
        Task<GraphResult> completion = Task.Run(() => RunAsync(plan, before.Nodes.Length, writer, cancellationToken), CancellationToken.None);
        return new GraphRun(events.Reader, completion);
    }

    private async Task<GraphResult> RunAsync(GraphPlan plan, int nodesBeforePasses, ChannelWriter<GraphEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            using var scheduler = new Scheduler(plan, options, events, cancellationToken);
            return await scheduler.RunAsync(nodesBeforePasses).ConfigureAwait(false);
        }
        finally
        {
            events.TryComplete();
        }
    }

    private void CheckStorable(GraphPlan plan)
    {
        if (options.Store is not { } store)
        {
            return;
        }

        var checkedTypes = new HashSet<Type>();
        foreach (Node node in plan.Nodes.Concat(plan.Nodes.SelectMany(node => node.Expanding?.Templates ?? []).SelectMany(body => body.AllNodes)))
        {
            if (node.Operation.Persist && checkedTypes.Add(node.ResultType) && store.WhyNotStorable(node.ResultType) is { } problem)
            {
                throw new GraphException(
                    $"the result of operation {node.OperationName} cannot be stored: {problem}. Change the type, or let {nameof(Operation.Persist)} be false",
                    node);
            }
        }
    }
}
