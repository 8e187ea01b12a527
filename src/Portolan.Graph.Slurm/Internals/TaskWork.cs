using System.Globalization;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>Runs the nodes of one task as far as their inputs are there.</summary>
internal sealed class TaskWork
{
    // People look every few seconds, and a file system that a thousand tasks share has better things to do.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    private readonly PlannedGraph opened;
    private readonly SlurmTaskOptions options;
    private readonly TaskReport report;
    private readonly OnceReadStore store;
    private readonly PlannedStage stage;
    private readonly IReadOnlyList<int> places;
    private readonly string program;
    private readonly Dictionary<Node, int> placeOf = [];
    private readonly Dictionary<Node, bool> isThere = [];
    private readonly Dictionary<Node, long> lastProgress = [];
    private Dictionary<string, Node>? byKey;

    public TaskWork(PlannedGraph opened, SlurmTaskOptions options, PlanFile plan, SubmissionFile submission, TaskReport report)
    {
        this.opened = opened;
        this.options = options;
        this.report = report;
        store = new OnceReadStore(opened.Store);
        stage = plan.Stages[submission.Stage];
        places = submission.Tasks[options.Index];
        program = plan.Program;
    }

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var runnable = new List<Node>();
        foreach (int place in places)
        {
            Node node = Find(stage.Nodes[place]);
            placeOf[node] = place;
            if (node.Find(opened.Store).Found)
            {
                Report(new TaskEvent { Type = TaskEvent.Completed, Node = place + 1, Stored = true });
            }
            else if (node.Inputs.FirstOrDefault(input => !IsThere(input)) is { } missing)
            {
                Report(new TaskEvent { Type = TaskEvent.Blocked, Node = place + 1, Message = $"the result of {missing.Label} is not there" });
            }
            else
            {
                runnable.Add(node);
            }
        }

        return runnable.Count == 0 || await RunAsync(runnable, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> RunAsync(List<Node> nodes, CancellationToken cancellationToken)
    {
        int processors = int.TryParse(options.Variable("SLURM_CPUS_PER_TASK"), NumberStyles.None, CultureInfo.InvariantCulture, out int cores) ? Math.Max(1, cores) : 1;
        var runner = new GraphRunner(new GraphRunnerOptions
        {
            Limits = new Dictionary<Resource, int> { [Resource.Cpu] = processors, [Resource.Disk] = 1 },
            FailurePolicy = FailurePolicy.FinishRest,
            Store = store,
            TimeProvider = options.TimeProvider,
        });
        GraphRun run = runner.Start(opened.Graph, nodes, cancellationToken);
        await foreach (GraphEvent graphEvent in run.Events.ConfigureAwait(false))
        {
            if (Translate(graphEvent) is { } line)
            {
                Report(line);
            }
        }

        GraphResult result = await run.Completion.ConfigureAwait(false);
        foreach (Node skipped in result.NotRun.Where(placeOf.ContainsKey))
        {
            Node? cause = result.Failures.Count > 0 ? result.Failures[0].Node : null;
            Report(Of(TaskEvent.Failed, skipped) with
            {
                Attempt = 1,
                Message = cause is null ? "the run was ended before it" : $"{cause.Label}, which it needs, failed: {options.Describe(result.Failures[0].Exception).Message}",
            });
        }

        return result.Succeeded;
    }

    private void Report(TaskEvent line)
    {
        report.Write(line);
        string label = stage.Nodes[line.Node - 1].Label;
        string? words = line.Type switch
        {
            TaskEvent.Started => "begun",
            TaskEvent.Completed when line.Stored => "done already",
            TaskEvent.Completed => string.Create(CultureInfo.InvariantCulture, $"done in {line.Seconds:0.0} s"),
            TaskEvent.Failed => $"failed: {line.Message}",
            TaskEvent.Retried => $"trying again: {line.Message}",
            TaskEvent.Blocked => $"not yet: {line.Message}",
            _ => null,
        };
        if (words is not null)
        {
            options.Note?.Invoke($"{label}: {words}");
        }
    }

    private Node Find(PlannedNode planned)
    {
        byKey ??= Index();
        return byKey.TryGetValue(planned.Key, out Node? node) ? node
            : throw new SlurmException(
                $"{planned.Label} is not in the graph that is made here (its key is {planned.Key[..12]}…): settings, inputs or models have changed, or the program has; {program} planned it",
                "start the build again with the program that the tasks run, so that it is planned anew");
    }

    private Dictionary<string, Node> Index()
    {
        var index = new Dictionary<string, Node>(opened.Graph.Nodes.Count, StringComparer.Ordinal);
        foreach (Node node in opened.Graph.Nodes)
        {
            index.TryAdd(node.Key.ToString(), node);
        }

        return index;
    }

    // What is not persisted is run again here, so its inputs must be there in its place. Nothing else may be: a stage is not for one task.
    private bool IsThere(Node node)
    {
        if (!isThere.TryGetValue(node, out bool there))
        {
            there = node.Operation.Persist ? node.Find(store).Found : node.Inputs.All(IsThere);
            isThere.Add(node, there);
        }

        return there;
    }

    private TaskEvent? Translate(GraphEvent graphEvent) => graphEvent switch
    {
        NodeStarted e when placeOf.ContainsKey(e.Node) => Of(TaskEvent.Started, e.Node) with { Attempt = e.Attempt },
        NodeCompleted { FromStore: false } e when placeOf.ContainsKey(e.Node) => Of(TaskEvent.Completed, e.Node) with { Seconds = e.Duration.TotalSeconds },
        NodeProgress e when placeOf.ContainsKey(e.Node) && IsDue(e.Node) => Of(TaskEvent.Progress, e.Node) with { Done = e.Done, Total = e.Total, Unit = e.Unit },
        NodeRetried e when placeOf.ContainsKey(e.Node) =>
            Of(TaskEvent.Retried, e.Node) with { Attempt = e.Attempt, Message = options.Describe(e.Reason).Message, Seconds = e.Delay.TotalSeconds },
        NodeFailed e when placeOf.ContainsKey(e.Failure.Node) => Failed(e.Failure),
        NodeWaited e when placeOf.ContainsKey(e.Node) => Of(TaskEvent.Waited, e.Node) with { Message = e.Reason, Seconds = e.Duration.TotalSeconds },
        NodeMetered e when placeOf.ContainsKey(e.Node) => Of(TaskEvent.Metered, e.Node) with { Unit = e.Meter, Amount = e.Amount },
        _ => null,
    };

    private TaskEvent Failed(NodeFailure failure)
    {
        // What the graph says of a result that it could not store adds nothing to the cause.
        Exception exception = failure.Exception is GraphException { InnerException: { } cause } ? cause : failure.Exception;
        (string message, string? hint) = options.Describe(exception);
        return Of(TaskEvent.Failed, failure.Node) with { Attempt = failure.Attempts, Message = message, Hint = hint };
    }

    private TaskEvent Of(string type, Node node) => new() { Type = type, Node = placeOf[node] + 1 };

    private bool IsDue(Node node)
    {
        long now = options.TimeProvider.GetTimestamp();
        if (lastProgress.TryGetValue(node, out long last) && options.TimeProvider.GetElapsedTime(last, now) < ProgressInterval)
        {
            return false;
        }

        lastProgress[node] = now;
        return true;
    }

    /// <summary>Remembers each result until it is asked for again: first it is looked whether it is there, then it is used.</summary>
    private sealed class OnceReadStore(IResultStore inner) : IResultStore
    {
        private readonly Dictionary<NodeKey, object> read = [];
        private readonly Lock gate = new();

        public StoreLookup<T> Find<T>(ResultAddress address)
        {
            lock (gate)
            {
                if (read.Remove(address.Key, out object? known) && known is StoreLookup<T> lookup)
                {
                    return lookup;
                }
            }

            StoreLookup<T> found = inner.Find<T>(address);
            lock (gate)
            {
                read[address.Key] = found;
            }

            return found;
        }

        public void Save<T>(ResultAddress address, T result) => inner.Save(address, result);

        public string? WhyNotStorable(Type resultType) => inner.WhyNotStorable(resultType);
    }
}
