using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;

namespace Portolan.Graph.Internals;

/// <summary>Runs one plan once: hands what is ready to the workers of its lanes and books what comes back.</summary>
/// <remarks>
/// All state is behind <see cref="gate"/>. A worker books its node and takes the next in one visit, so that a node costs one lock.
/// Code of operations, stores and clocks is called outside the lock. Workers are in <c>Scheduler.Workers.cs</c>, the calls they make
/// in <c>Scheduler.Calls.cs</c>, batches in <c>Scheduler.Batches.cs</c>, maps in <c>Scheduler.Expansion.cs</c>, waits between tries in
/// <c>Scheduler.Retries.cs</c>.
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
    private readonly Action<int, int> bookSkip;
    private readonly Schedule schedule;
    private readonly Queues queues;
    private readonly Dictionary<int, NodeFailure> failures = [];

    // Tries by position, where it is not the first. Written in the lock, read by workers outside it.
    private readonly ConcurrentDictionary<int, int> attempts = new();
    private int running;
    private int executed;
    private bool stopping;
    private bool ended;

    // Set before the lock is taken, so that nothing starts between the exception and its booking.
    private volatile bool stopRequested;
    private string? stopReason;

    public Scheduler(GraphPlan plan, GraphRunnerOptions options, ChannelWriter<GraphEvent> events, CancellationToken callerToken)
    {
        this.plan = plan;
        this.options = options;
        this.events = events;
        this.callerToken = callerToken;
        stop = CancellationTokenSource.CreateLinkedTokenSource(callerToken);
        stopToken = stop.Token;
        makeReady = MakeReady;
        bookSkip = BookSkip;
        schedule = new Schedule(plan);
        queues = new Queues(options, schedule.Uses, plan.Nodes.Length);
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
                    AssignQueues();
                    for (int position = 0; position < schedule.Count; position++)
                    {
                        if (schedule.IsReady(position))
                        {
                            MakeReady(position);
                        }
                    }

                    AfterChange();
                }

                RunErrands();
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

        for (int position = 0; options.ReportNodes && schedule.FromStore > 0 && position < schedule.Count; position++)
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

        // What was done when the caller cancelled is complete if nothing is left to run.
        bool cancelled = callerToken.IsCancellationRequested && (executed + failures.Count < schedule.ToRun || !finished.Task.IsCompleted);
        RunOutcome outcome = cancelled ? RunOutcome.Cancelled
            : stopReason is not null ? RunOutcome.Stopped
            : failures.Count > 0 ? RunOutcome.Failed
            : RunOutcome.Succeeded;
        events.TryWrite(new RunCompleted(outcome, executed, schedule.FromStore, failures.Count, notRun.Length, duration));
        if (cancelled)
        {
            throw new OperationCanceledException(callerToken);
        }

        return new GraphResult(plan, schedule.OutputResults(), schedule.OutputCauses())
        {
            Failures = [.. failures.OrderBy(failed => failed.Key).Select(failed => failed.Value)],
            NotRun = notRun,
            Executed = executed,
            FromStore = schedule.FromStore,
            StopReason = stopReason,
        };
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
        if (queues.GroupOf(position) is { } group)
        {
            MakeBatchCallReady(group, position);
        }
        else
        {
            queues.LaneOf(position).Add(position);
            queues.Sendable++;
        }
    }

    /// <summary>To be called before leaving the lock whenever anything has changed: wakes workers, and notices the end.</summary>
    private void AfterChange()
    {
        if (running == 0 && errands.Weighing == 0)
        {
            if (stopping)
            {
                End();
                return;
            }

            if (queues.Sendable == 0 && !FlushAll(BatchTrigger.Idle) && waiting.Count == 0)
            {
                End();
                return;
            }
        }

        if (queues.Sendable > 0 && !stopping)
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
        DropTimers();
        Monitor.PulseAll(gate);
        finished.TrySetResult();
    }

    /// <summary>Books what became of one node; the caller has counted it as no longer running.</summary>
    private void Book(int position, in Attempt attempt)
    {
        switch (attempt.Outcome)
        {
            case AttemptOutcome.Completed:
                executed++;
                if (options.ReportNodes)
                {
                    events.TryWrite(new NodeCompleted(schedule[position], attempt.Duration, FromStore: false));
                }

                schedule.Complete(position, attempt.Result, makeReady, bookSkip);
                break;

            case AttemptOutcome.Failed:
                var failure = new NodeFailure(schedule[position], AttemptOf(position), attempt.Exception!);
                failures.Add(position, failure);
                events.TryWrite(new NodeFailed(failure));
                schedule.Fail(position, makeReady, bookSkip);
                break;

            case AttemptOutcome.Expanded:
                BookExpansion(position, (Expansion)attempt.Result!);
                break;

            case AttemptOutcome.Stopped:
                stopReason ??= attempt.Exception!.Message;
                stopping = true;
                schedule.Retry(position);
                break;

            default:
                schedule.Retry(position);
                break;
        }
    }

    private void BookSkip(int position, int cause)
    {
        ForgetBatchCall(position);
        if (options.FailurePolicy == FailurePolicy.FinishRest)
        {
            events.TryWrite(new NodeSkipped(schedule[position], schedule[cause]));
        }
    }

    private int AttemptOf(int position) => attempts.IsEmpty ? 1 : attempts.GetValueOrDefault(position, 1);
}
