using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;

namespace Portolan.Graph.Internals;

/// <summary>Runs one plan once: hands ready nodes to the workers of their lanes and books what comes back.</summary>
/// <remarks>
/// All state is behind <see cref="gate"/>. A worker books its node and takes the next in one visit, so that a node costs one lock.
/// Workers are in <c>Scheduler.Workers.cs</c>, waits between tries in <c>Scheduler.Retries.cs</c>.
/// </remarks>
internal sealed partial class Scheduler : INodeHost, IDisposable
{
    private readonly object gate = new();
    private readonly GraphPlan plan;
    private readonly GraphRunnerOptions options;
    private readonly ChannelWriter<GraphEvent> events;
    private readonly CancellationToken callerToken;
    private readonly CancellationTokenSource stop;
    private readonly CancellationToken stopToken;
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<int> makeReady;
    private readonly Schedule schedule;
    private readonly List<Lane> lanes = [];
    private readonly byte[] laneOf;
    private readonly List<(int Position, NodeFailure Failure)> failures = [];
    
    // Tries by position, where it is not the first. Written in the lock, read by workers outside it.
    private readonly ConcurrentDictionary<int, int> attempts = new();
    private int running;
    private int ready;
    private int executed;
    private bool stopping;
    private bool ended;

    public Scheduler(GraphPlan plan, GraphRunnerOptions options, ChannelWriter<GraphEvent> events, CancellationToken callerToken)
    {
        this.plan = plan;
        this.options = options;
        this.events = events;
        this.callerToken = callerToken;
        stop = CancellationTokenSource.CreateLinkedTokenSource(callerToken);
        stopToken = stop.Token;
        makeReady = MakeReady;
        schedule = new Schedule(plan);
        laneOf = AssignLanes();
    }

    public async Task<GraphResult> RunAsync(int nodesBeforePasses)
    {
        long start = options.TimeProvider.GetTimestamp();
        try
        {
            FindStoredResults(nodesBeforePasses);
            using (stopToken.UnsafeRegister(static self => ((Scheduler)self!).StopStarting(), this))
            {
                lock (gate)
                {
                    for (int position = 0; position < schedule.Count; position++)
                    {
                        if (schedule.IsReady(position))
                        {
                            MakeReady(position);
                        }
                    }

                    AfterChange();
                }

                await finished.Task.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (callerToken.IsCancellationRequested)
        {
            // Cancelled while the store was searched: nothing has run, and the outcome below says so.
        }

        return Conclude(options.TimeProvider.GetElapsedTime(start));
    }

    public object? ResultOf(Node node)
    {
        // No lock: the result was booked before this node became ready, and is kept until it has finished.
        return schedule.ResultOf(node);
    }

    public void Report(Node node, long done, long total, string unit)
    {
        if (options.ReportNodes)
        {
            events.TryWrite(new NodeProgress(node, done, total, unit));
        }
    }

    public void ReportWait(Node node, string reason, TimeSpan duration) => events.TryWrite(new NodeWaited(node, reason, duration));

    public void Meter(Node node, string meter, double amount) => events.TryWrite(new NodeMetered(node, meter, amount));

    public void Dispose() => stop.Dispose();

    private byte[] AssignLanes()
    {
        byte[] assigned = new byte[plan.Nodes.Length];
        var byResource = new Dictionary<Resource, byte>();
        for (int position = 0; position < assigned.Length; position++)
        {
            Resource resource = plan.Nodes[position].Operation.Resource;
            if (!byResource.TryGetValue(resource, out byte lane))
            {
                lane = checked((byte)lanes.Count);
                byResource.Add(resource, lane);
                lanes.Add(new Lane(resource, options.LimitOf(resource), assigned.Length));
            }

            assigned[position] = lane;
        }

        return assigned;
    }

    private void FindStoredResults(int nodesBeforePasses)
    {
        var rejections = new List<StoredResultRejected>();
        try
        {
            schedule.Demand(options.Store, (position, reason) => rejections.Add(new StoredResultRejected(schedule[position], reason)), callerToken);
        }
        finally
        {
            events.TryWrite(new RunStarted(nodesBeforePasses, schedule.Count, schedule.FromStore, schedule.ToRun));
            rejections.Reverse();
            rejections.ForEach(rejection => events.TryWrite(rejection));
        }

        for (int position = 0; options.ReportNodes && position < schedule.Count; position++)
        {
            if (schedule.StateOf(position) == NodeState.Completed)
            {
                events.TryWrite(new NodeCompleted(schedule[position], TimeSpan.Zero, FromStore: true));
            }
        }
    }

    private GraphResult Conclude(TimeSpan duration)
    {
        ImmutableArray<Node> notRun = schedule.NotRun();
        failures.Sort(static (left, right) => left.Position.CompareTo(right.Position));

        // What was done when the caller cancelled is complete if nothing is left to run.
        bool cancelled = callerToken.IsCancellationRequested && executed + failures.Count < schedule.ToRun
            || callerToken.IsCancellationRequested && !finished.Task.IsCompleted;
        RunOutcome outcome = cancelled ? RunOutcome.Cancelled : failures.Count > 0 ? RunOutcome.Failed : RunOutcome.Succeeded;
        events.TryWrite(new RunCompleted(outcome, executed, schedule.FromStore, failures.Count, notRun.Length, duration));
        if (cancelled)
        {
            throw new OperationCanceledException(callerToken);
        }

        return new GraphResult(
            plan, schedule.OutputResults(), [.. failures.Select(failed => failed.Failure)], notRun, executed, schedule.FromStore);
    }

    private void StopStarting()
    {
        lock (gate)
        {
            stopping = true;
            AfterChange();
        }
    }

    private void MakeReady(int position)
    {
        lanes[laneOf[position]].Ready.Add(position);
        ready++;
    }

    /// <summary>To be called before leaving the lock whenever anything has changed: wakes workers, and notices the end.</summary>
    private void AfterChange()
    {
        if (running == 0 && (stopping || (ready == 0 && waiting.Count == 0)))
        {
            End();
        }
        else if (ready > 0 && !stopping)
        {
            WakeWorkers();
        }
    }

    private void End()
    {
        if (ended)
        {
            return;
        }

        ended = true;
        DropRetries();
        Monitor.PulseAll(gate);
        finished.TrySetResult();
    }

    private void Book(int position, Attempt attempt)
    {
        running--;
        Node node = schedule[position];
        switch (attempt.Outcome)
        {
            case AttemptOutcome.Completed:
                executed++;
                if (options.ReportNodes)
                {
                    events.TryWrite(new NodeCompleted(node, attempt.Duration, FromStore: false));
                }

                schedule.Complete(position, attempt.Result, makeReady);
                break;

            case AttemptOutcome.Failed:
                BookFailure(position, new NodeFailure(node, AttemptOf(position), attempt.Exception!));
                break;

            case AttemptOutcome.Transient:
                schedule.Retry(position);
                waiting.Add(position, null);
                events.TryWrite(new NodeRetried(node, AttemptOf(position), attempt.Exception!, RetryDelay(position)));
                break;

            default:
                schedule.Retry(position);
                break;
        }
    }

    private void BookFailure(int position, NodeFailure failure)
    {
        failures.Add((position, failure));
        events.TryWrite(new NodeFailed(failure));
        bool finishRest = options.FailurePolicy == FailurePolicy.FinishRest;
        schedule.Fail(position, skipped =>
        {
            if (finishRest)
            {
                events.TryWrite(new NodeSkipped(schedule[skipped], failure.Node));
            }
        });
    }

    private int AttemptOf(int position) => attempts.IsEmpty ? 1 : attempts.GetValueOrDefault(position, 1);
}
