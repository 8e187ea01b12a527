using System.Collections.Immutable;
using System.Threading.Channels;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>One run: submits what is missing, follows it in files and in the queue, and submits again what was lost or failed.</summary>
/// <remarks>
/// One task at a time works on it, so nothing is locked. What is submitted and how it is followed is in <c>SlurmRun.Submission.cs</c> and
/// <c>SlurmRun.Following.cs</c>. A position is an index into the plan's nodes.
/// </remarks>
internal sealed partial class SlurmRun
{
    private static readonly TimeSpan LeavingLimit = TimeSpan.FromSeconds(30);

    private readonly TaskGraph graph;
    private readonly GraphPlan plan;
    private readonly int nodesBeforePasses;
    private readonly SlurmOptions options;
    private readonly GraphRunnerOptions runnerOptions;
    private readonly FileResultStore store;
    private readonly ISlurm slurm;
    private readonly ChannelWriter<GraphEvent> events;
    private readonly CancellationToken cancellationToken;
    private readonly TimeProvider time;
    private readonly RunFiles files;
    private readonly StageGrouping grouping;
    private readonly Dictionary<Node, int> positions = [];
    private readonly WorkState[] states;
    private readonly int[] attempts;
    private readonly bool[] isCovered;
    private readonly bool[] isOutput;
    private readonly Dictionary<Node, object?> results = [];
    private readonly List<(int Position, NodeFailure Failure)> failures = [];
    private readonly List<SubmittedArray> arrays = [];
    private string runName = "";
    private long? silentSince;
    private long? refusedSince;
    private bool isStarted;
    private int maxArraySize;
    private int toRun;
    private int executed;
    private int fromStore;

    public SlurmRun(
        TaskGraph graph,
        GraphPlan plan,
        int nodesBeforePasses,
        SlurmOptions options,
        GraphRunnerOptions runnerOptions,
        FileResultStore store,
        ISlurm slurm,
        ChannelWriter<GraphEvent> events,
        CancellationToken cancellationToken)
    {
        this.graph = graph;
        this.plan = plan;
        this.nodesBeforePasses = nodesBeforePasses;
        this.options = options;
        this.runnerOptions = runnerOptions;
        this.store = store;
        this.slurm = slurm;
        this.events = events;
        this.cancellationToken = cancellationToken;
        time = runnerOptions.TimeProvider;
        files = new RunFiles(options.RunDirectory);
        grouping = new StageGrouping(plan);
        for (int position = 0; position < plan.Nodes.Length; position++)
        {
            positions.Add(plan.Nodes[position], position);
        }

        states = new WorkState[plan.Nodes.Length];
        attempts = new int[plan.Nodes.Length];
        isCovered = new bool[plan.Nodes.Length];
        isOutput = new bool[plan.Nodes.Length];
    }

    public async Task<GraphResult> RunAsync()
    {
        long start = time.GetTimestamp();
        RunOutcome outcome = RunOutcome.Failed;
        try
        {
            // The queue is looked at before the store: what has left the queue by then is in the store by then.
            List<SubmittedArray> left = await FindLeftAsync().ConfigureAwait(false);
            FindStoredResults();
            if (toRun > 0)
            {
                await PrepareAsync(left).ConfigureAwait(false);
                await SubmitAndFollowAsync().ConfigureAwait(false);
            }

            if (failures.Count == 0 && plan.Outputs.Any(output => !plan.Resolve(output).Operation.Persist))
            {
                // Everything below it is in the store by now.
                GraphResult local = await new GraphRunner(runnerOptions).Start(graph, plan.Outputs, cancellationToken).Completion.ConfigureAwait(false);
                outcome = local.Succeeded ? RunOutcome.Succeeded : RunOutcome.Failed;
                return local;
            }

            outcome = failures.Count > 0 ? RunOutcome.Failed : RunOutcome.Succeeded;
            failures.Sort(static (left, right) => left.Position.CompareTo(right.Position));
            return new GraphResult(plan, results, causes: [])
            {
                Failures = [.. failures.Select(failed => failed.Failure)],
                NotRun = NotRun(),
                Executed = executed,
                FromStore = fromStore,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = RunOutcome.Cancelled;
            await CancelJobsAsync().ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SlurmDetachedException)
        {
            outcome = RunOutcome.Cancelled;
            throw;
        }
        finally
        {
            if (!isStarted)
            {
                events.TryWrite(new RunStarted(nodesBeforePasses, plan.Nodes.Length, 0, 0));
            }

            events.TryWrite(new RunCompleted(outcome, executed, fromStore, failures.Count, NotRun().Length, time.GetElapsedTime(start)));
        }
    }

    /// <summary>As a run in this process does: from the outputs backwards, a sound result makes what only it needs superfluous.</summary>
    private void FindStoredResults()
    {
        var rejections = new List<StoredResultRejected>();
        foreach (Node output in plan.Outputs)
        {
            int position = positions[plan.Resolve(output)];
            isOutput[position] = true;
            states[position] = WorkState.Waiting;
        }

        for (int position = plan.Nodes.Length - 1; position >= 0; position--)
        {
            if (states[position] != WorkState.Waiting)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            Node node = plan.Nodes[position];
            if (node.Operation.Persist && Load(position, rejections))
            {
                states[position] = WorkState.Done;
                fromStore++;
                continue;
            }

            toRun += node.Operation.Persist ? 1 : 0;
            foreach (Node input in plan.InputsOf(node))
            {
                states[positions[input]] = WorkState.Waiting;
            }
        }

        rejections.Reverse();
        isStarted = true;
        events.TryWrite(new RunStarted(nodesBeforePasses, plan.Nodes.Length, fromStore, toRun));
        rejections.ForEach(rejection => events.TryWrite(rejection));
        foreach (Node node in plan.Nodes.Where((_, position) => states[position] == WorkState.Done))
        {
            events.TryWrite(new NodeCompleted(node, TimeSpan.Zero, FromStore: true));
        }
    }

    private bool Load(int position, List<StoredResultRejected> rejections)
    {
        Node node = plan.Nodes[position];
        StoreLookup<object?> lookup = node.Find(store);
        if (lookup.Rejection is { } reason)
        {
            rejections.Add(new StoredResultRejected(node, reason));
        }

        if (lookup.Found && isOutput[position])
        {
            results[node] = lookup.Value;
        }

        return lookup.Found;
    }

    private async Task SubmitAndFollowAsync()
    {
        bool first = true;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SubmitWhatIsMissingAsync(first).ConfigureAwait(false);
            if (first && options.Detach)
            {
                throw new SlurmDetachedException(isCovered.Count(covered => covered), files.Directory);
            }

            first = false;
            if (!HasWork() && !LoadOutputs())
            {
                break;
            }

            if (failures.Count > 0 && runnerOptions.FailurePolicy == FailurePolicy.Stop)
            {
                break;
            }

            if (refusedSince is not null || arrays.Exists(array => array.IsOpen))
            {
                await Task.Delay(options.PollInterval, time, cancellationToken).ConfigureAwait(false);
                await FollowAsync().ConfigureAwait(false);
            }
        }

        try
        {
            await LeaveQueueAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SlurmException)
        {
            // The work is done; what Slurm says of jobs that do nothing more changes nothing.
        }
    }

    private bool HasWork()
    {
        for (int position = 0; position < states.Length; position++)
        {
            if (states[position] == WorkState.Waiting && plan.Nodes[position].Operation.Persist)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the outputs that tasks have made. One that is not sound is made again, and then there is work again.</summary>
    private bool LoadOutputs()
    {
        var rejections = new List<StoredResultRejected>();
        bool again = false;
        for (int position = 0; position < states.Length; position++)
        {
            Node node = plan.Nodes[position];
            if (isOutput[position] && states[position] == WorkState.Done && !results.ContainsKey(node) && !Load(position, rejections))
            {
                executed--;
                again = true;
                FailAttempt(position, new SlurmException($"a task said that {node.Label} is done, but its result is not there"), TimeSpan.Zero);
            }
        }

        rejections.ForEach(rejection => events.TryWrite(rejection));
        return again;
    }

    /// <summary>Books a try that came to nothing: the node waits for another one, or has failed for good.</summary>
    private void FailAttempt(int position, Exception reason, TimeSpan delay)
    {
        Node node = plan.Nodes[position];
        attempts[position]++;
        isCovered[position] = false;
        if (attempts[position] < options.MaxAttempts)
        {
            states[position] = WorkState.Waiting;
            events.TryWrite(new NodeRetried(node, attempts[position], reason, delay));
            return;
        }

        var failure = new NodeFailure(node, attempts[position], reason);
        states[position] = WorkState.Failed;
        failures.Add((position, failure));
        events.TryWrite(new NodeFailed(failure));
        if (runnerOptions.FailurePolicy == FailurePolicy.FinishRest)
        {
            Skip(node);
        }
    }

    private void Skip(Node cause)
    {
        var lost = new HashSet<Node> { cause };
        for (int position = positions[cause] + 1; position < states.Length; position++)
        {
            Node node = plan.Nodes[position];
            if (states[position] == WorkState.Waiting && plan.InputsOf(node).Any(lost.Contains))
            {
                lost.Add(node);
                states[position] = WorkState.Skipped;
                events.TryWrite(new NodeSkipped(node, cause));
            }
        }
    }

    private ImmutableArray<Node> NotRun() =>
        [.. plan.Nodes.Where((node, position) => states[position] is WorkState.Skipped || (states[position] is WorkState.Waiting && node.Operation.Persist))];
}
