using System.Diagnostics;
using System.Threading.Channels;

namespace Portolan.Graph.Telemetry;

/// <summary>Tells listeners of events on their way to the reader of the run.</summary>
/// <remarks>
/// Spans are made when something is over, with the times at which it began and ended, so that the scheduler knows nothing of them and
/// short work on processors and disks can be left out. Events come from several threads.
/// </remarks>
internal sealed class TelemetryWriter : ChannelWriter<GraphEvent>
{
    // A graph of a million trivial nodes must not become a million spans.
    private static readonly TimeSpan ShortestLocalSpan = TimeSpan.FromMilliseconds(1);

    private readonly Lock gate = new();
    private readonly ChannelWriter<GraphEvent> events;
    private readonly TimeProvider time;
    private readonly Activity? run;
    private readonly Dictionary<Node, SpanDraft> running = [];
    private readonly Dictionary<int, (BatchStarted Batch, SpanDraft Draft)> batches = [];

    public TelemetryWriter(ChannelWriter<GraphEvent> events, TimeProvider time)
    {
        this.events = events;
        this.time = time;

        // The caller's own activity is the parent, and stays the current one.
        Activity? current = Activity.Current;
        run = GraphTelemetry.Source.StartActivity("graph run", ActivityKind.Internal, parentContext: default, startTime: time.GetUtcNow());
        Activity.Current = current;
    }

    public override bool TryWrite(GraphEvent item)
    {
        lock (gate)
        {
            Observe(item);
        }

        return events.TryWrite(item);
    }

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => events.WaitToWriteAsync(cancellationToken);

    public override bool TryComplete(Exception? error = null)
    {
        lock (gate)
        {
            if (run is { IsStopped: false })
            {
                // The run ended without saying how, which is the executor's own failure.
                run.SetStatus(ActivityStatusCode.Error, error?.Message);
                End(run);
            }
        }

        return events.TryComplete(error);
    }

    private void Observe(GraphEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                run?.SetTag("portolan.graph.nodes.in_graph", started.NodesBeforePasses)
                    .SetTag("portolan.graph.nodes.in_plan", started.NodesAfterPasses)
                    .SetTag("portolan.graph.nodes.from_store", started.NodesFromStore)
                    .SetTag("portolan.graph.nodes.to_run", started.NodesToRun);
                break;
            case NodeStarted started:
                running[started.Node] = new SpanDraft(time.GetUtcNow(), started.Attempt);
                break;
            case BatchStarted batch when batch.Nodes.Length > 0:
                Send(batch);
                break;
            case BatchCompleted batch:
                Return(batch);
                break;
            case NodeCompleted completed:
                Complete(completed);
                break;
            case NodeRetried retried:
                GraphMeters.Retries.Add(1, GraphMeters.TagsOf(retried.Node.Operation));
                Stop(retried.Node, retried.Reason, "retried", retried.Attempt);
                break;
            case NodeFailed { Failure: var failure }:
                Count(failure.Node, "failed", failure.Exception);
                Stop(failure.Node, failure.Exception, "failed", failure.Attempts);
                break;
            case NodeSkipped skipped:
                Count(skipped.Node, "skipped");
                break;
            case NodeWaited waited:
                GraphMeters.WaitDuration.Record(waited.Duration.TotalSeconds, GraphMeters.TagsOf(waited.Node.Operation));
                DraftOf(waited.Node)?.Wait(time.GetUtcNow(), waited.Reason, waited.Duration);
                break;
            case NodeMetered metered:
                TagList tags = GraphMeters.TagsOf(metered.Node.Operation);
                tags.Add(GraphTags.Meter, metered.Meter);
                GraphMeters.Metered.Add(metered.Amount, tags);
                DraftOf(metered.Node)?.Meter(metered.Meter, metered.Amount);
                break;
            case StoredResultRejected rejected:
                run?.AddEvent(new ActivityEvent("stored result rejected", time.GetUtcNow(), new ActivityTagsCollection
                {
                    [GraphTags.Key] = rejected.Node.Key.ToString(),
                    ["portolan.graph.reason"] = rejected.Reason,
                }));
                break;
            case RunCompleted completed:
                Conclude(completed);
                break;
        }
    }

    private SpanDraft? DraftOf(Node node) => running.GetValueOrDefault(node) is { } draft ? draft.BatchDraft ?? draft : null;

    private void Send(BatchStarted batch)
    {
        var draft = new SpanDraft(time.GetUtcNow(), 1);
        batches[batch.Batch] = (batch, draft);
        foreach (Node node in batch.Nodes)
        {
            running[node] = new SpanDraft(draft.Start, running.GetValueOrDefault(node)?.Attempt ?? 1) { Batch = batch, BatchDraft = draft };
        }

        TagList tags = GraphMeters.TagsOf(batch.Nodes[0].Operation);
        tags.Add(GraphTags.Trigger, TriggerOf(batch));
        GraphMeters.BatchSize.Record(batch.Nodes.Length, tags);
    }

    private void Return(BatchCompleted completed)
    {
        if (!batches.Remove(completed.Batch, out (BatchStarted Batch, SpanDraft Draft) sent))
        {
            return;
        }

        Operation operation = sent.Batch.Nodes[0].Operation;
        GraphMeters.BatchDuration.Record(completed.Duration.TotalSeconds, GraphMeters.TagsOf(operation));
        if (Begin(operation, sent.Draft.Start, run?.Context ?? default) is not { } span)
        {
            return;
        }

        span.SetTag(GraphTags.BatchSize, sent.Batch.Nodes.Length).SetTag(GraphTags.Trigger, TriggerOf(sent.Batch)).SetTag(GraphTags.BatchFailed, completed.Failed);
        if (completed.Failed == sent.Batch.Nodes.Length)
        {
            span.SetStatus(ActivityStatusCode.Error, "every call in it failed");
        }

        sent.Draft.Finish(span);
        sent.Draft.Context = span.Context;
        End(span, sent.Draft.Start + completed.Duration);
    }

    private void Complete(NodeCompleted completed)
    {
        Count(completed.Node, completed.FromStore ? "stored" : "completed");
        running.Remove(completed.Node, out SpanDraft? draft);

        // A call in a batch is told with the batch; a map only waits for what it became.
        if (completed.FromStore || draft?.Batch is not null || completed.Node.Expanding is not null)
        {
            return;
        }

        DateTimeOffset end = time.GetUtcNow();
        Span(completed.Node, draft, end - completed.Duration, completed.Duration, null, "completed", draft?.Attempt ?? 1);
    }

    private void Stop(Node node, Exception reason, string outcome, int attempt)
    {
        if (running.Remove(node, out SpanDraft? draft))
        {
            Span(node, draft, draft.Start, time.GetUtcNow() - draft.Start, reason, outcome, attempt);
        }
    }

    private void Span(Node node, SpanDraft? draft, DateTimeOffset start, TimeSpan duration, Exception? error, string outcome, int attempt)
    {
        Operation operation = node.Operation;
        if (draft?.Batch is null)
        {
            TagList tags = GraphMeters.TagsOf(operation);
            tags.Add(GraphTags.Outcome, outcome);
            GraphMeters.NodeDuration.Record(duration.TotalSeconds, tags);
        }

        bool isLocal = operation.Resource == Resource.Cpu || operation.Resource == Resource.Disk;
        if (isLocal && error is null && duration < ShortestLocalSpan)
        {
            return;
        }

        // A call that failed in a batch stands below the batch.
        ActivityContext parent = draft?.BatchDraft?.Context ?? run?.Context ?? default;
        if (Begin(operation, start, parent) is not { } span)
        {
            return;
        }

        span.SetTag(GraphTags.Key, node.Key.ToString()).SetTag(GraphTags.Label, node.Label).SetTag(GraphTags.Attempt, attempt).SetTag(GraphTags.Outcome, outcome);
        if (error is not null)
        {
            span.SetTag(GraphTags.ErrorType, error.GetType().FullName).SetStatus(ActivityStatusCode.Error, error.Message);
            span.AddException(error, timestamp: start + duration);
        }

        draft?.Finish(span);
        End(span, start + duration);
    }

    private void Conclude(RunCompleted completed)
    {
        string outcome = completed.Outcome.ToString().ToLowerInvariant();
        GraphMeters.RunDuration.Record(completed.Duration.TotalSeconds, new TagList { { GraphTags.Outcome, outcome } });
        if (run is null)
        {
            return;
        }

        run.SetTag(GraphTags.Outcome, outcome)
            .SetTag("portolan.graph.nodes.executed", completed.Executed)
            .SetTag("portolan.graph.nodes.failed", completed.Failed)
            .SetTag("portolan.graph.nodes.not_run", completed.NotRun);
        if (completed.Outcome == RunOutcome.Failed)
        {
            run.SetStatus(ActivityStatusCode.Error, $"{completed.Failed} nodes failed");
        }

        End(run);
    }

    private static Activity? Begin(Operation operation, DateTimeOffset start, ActivityContext parent)
    {
        bool isLocal = operation.Resource == Resource.Cpu || operation.Resource == Resource.Disk;
        Activity? current = Activity.Current;
        Activity? span = GraphTelemetry.Source.StartActivity(operation.Name, isLocal ? ActivityKind.Internal : ActivityKind.Client, parent, startTime: start);
        Activity.Current = current;
        return span?.SetTag(GraphTags.Operation, operation.Name).SetTag(GraphTags.Resource, operation.Resource.Name);
    }

    private void End(Activity span) => End(span, time.GetUtcNow());

    private static void End(Activity span, DateTimeOffset end)
    {
        // Stopping makes the activity current that was so when the span began, which may have been on another thread.
        Activity? current = Activity.Current;
        span.SetEndTime(end.UtcDateTime);
        span.Stop();
        Activity.Current = current;
    }

    private static void Count(Node node, string outcome, Exception? error = null)
    {
        TagList tags = GraphMeters.TagsOf(node.Operation);
        tags.Add(GraphTags.Outcome, outcome);
        if (error is not null)
        {
            tags.Add(GraphTags.ErrorType, error.GetType().FullName);
        }

        GraphMeters.Nodes.Add(1, tags);
    }

    private static string TriggerOf(BatchStarted batch) => batch.Trigger.ToString().ToLowerInvariant();
}
