namespace Portolan.Graph.Reports;

/// <summary>The state of a <see cref="RunRecorder"/>: what runs, and sums of what has.</summary>
internal sealed class RunTally
{
    // Messages may contain addresses, times and the like; people read the first dozen.
    private const int MostReasons = 200;

    private readonly RunRecorderOptions options;
    private readonly Dictionary<Node, (double Start, int Batch)> running = [];
    private readonly Dictionary<int, BatchStarted> openBatches = [];
    private readonly Dictionary<int, double> batchStarts = [];
    private readonly Dictionary<(string Operation, Resource Resource), OperationTally> operations = [];
    private readonly List<OperationTally> operationOrder = [];
    private readonly Dictionary<Resource, ResourceTally> resources = [];
    private readonly ReasonTally waits = new(MostReasons), retries = new(MostReasons), failures = new(MostReasons), rejections = new(MostReasons);
    private readonly List<FailureReport> firstFailures = [];
    private readonly TimelineBins bins = new();
    private readonly LongestItems timeline;
    private readonly long startedAt;
    private RunStarted? start;
    private RunCompleted? end;
    private long skipped, expandedToRun, expandedFromStore;

    public RunTally(RunRecorderOptions options)
    {
        this.options = options;
        timeline = new LongestItems(options.MaxTimelineItems);
        startedAt = options.TimeProvider.GetTimestamp();
        Started = options.TimeProvider.GetUtcNow();
    }

    public DateTimeOffset Started { get; }

    private double Now => options.TimeProvider.GetElapsedTime(startedAt).TotalSeconds;

    public void Add(GraphEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                start = started;
                break;
            case NodeExpanded expanded:
                expandedToRun += expanded.NodesToRun;
                expandedFromStore += expanded.NodesFromStore;
                break;
            case NodeStarted started:
                running[started.Node] = (Now, -1);
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
                OperationTally repeated = TallyOf(retried.Node);
                repeated.Retries++;
                retries.Add(retried.Node, Describe(retried.Reason));
                repeated.Resource.Retries.Add(Now);
                Stop(retried.Node, "retried");
                break;
            case NodeFailed failed:
                Fail(failed.Failure);
                break;
            case NodeSkipped skip:
                skipped++;
                TallyOf(skip.Node).Skipped++;
                break;
            case NodeWaited waited:
                Wait(waited);
                break;
            case NodeMetered metered:
                TallyOf(metered.Node).Meter(metered.Meter, metered.Amount);
                break;
            case StoredResultRejected rejected:
                rejections.Add(rejected.Node, rejected.Reason);
                break;
            case RunCompleted completed:
                end = completed;
                break;
        }
    }

    public RunReport ToReport(string title, string startedUtc)
    {
        double seconds = end?.Duration.TotalSeconds ?? Now;
        OperationReport[] reports = [.. operationOrder.Select(operation => operation.ToReport()).OrderByDescending(report => report.BusySeconds)];
        long executed = end?.Executed ?? reports.Sum(report => report.Executed);
        long failed = end?.Failed ?? reports.Sum(report => report.Failed);
        return new RunReport
        {
            Title = title,
            StartedUtc = startedUtc,
            Seconds = Rounded(seconds),
            Outcome = end is null ? "unfinished" : end.Outcome.ToString().ToLowerInvariant(),
            Nodes = new RunNodeCounts(
                start?.NodesBeforePasses ?? 0,
                start?.NodesAfterPasses ?? 0,
                (start?.NodesToRun ?? 0) + expandedToRun,
                end?.FromStore ?? ((start?.NodesFromStore ?? 0) + expandedFromStore),
                executed,
                failed,
                end?.NotRun ?? Math.Max(0, (start?.NodesToRun ?? 0) + expandedToRun - executed - failed),
                skipped,
                reports.Sum(report => report.Retries),
                reports.Sum(report => report.Batches?.Count ?? 0)),
            Meters = Sum(reports),
            Operations = reports,
            Resources = [.. resources.Values.Select(resource => resource.ToReport(bins, seconds, Sum(reports.Where(report => report.Resource == resource.Name))))],
            Waits = waits.ToWaits(),
            Retries = retries.ToCounts(),
            FailureReasons = failures.ToCounts(),
            Failures = [.. firstFailures],
            RejectedResults = rejections.ToCounts(),
            BinSeconds = bins.Width,
            Timeline = timeline.ByStart(),
            TimelineLeftOut = timeline.LeftOut,
        };
    }

    /// <summary>Microseconds are as fine as clocks tell, and short in JSON.</summary>
    internal static double Rounded(double seconds) => Math.Round(seconds, 6);

    private static SortedDictionary<string, double> Sum(IEnumerable<OperationReport> reports)
    {
        var sums = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string meter, double amount) in reports.SelectMany(report => report.Meters))
        {
            // Sums of money would otherwise end in the noise of binary fractions.
            sums[meter] = Math.Round(sums.GetValueOrDefault(meter) + amount, 9);
        }

        return sums;
    }

    private void Send(BatchStarted batch)
    {
        openBatches[batch.Batch] = batch;
        batchStarts[batch.Batch] = Now;
        foreach (Node node in batch.Nodes)
        {
            running[node] = (Now, batch.Batch);
        }

        TallyOf(batch.Nodes[0]).Send(batch);
    }

    private void Return(BatchCompleted completed)
    {
        if (!openBatches.Remove(completed.Batch, out BatchStarted? batch) || !batchStarts.Remove(completed.Batch, out double from))
        {
            return;
        }

        OperationTally operation = TallyOf(batch.Nodes[0]);
        double seconds = completed.Duration.TotalSeconds;
        operation.Return(completed);
        operation.Busy(from, seconds);
        timeline.Add(seconds, () => new TimelineItem(
            "batch",
            $"batch {completed.Batch.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            operation.Name,
            operation.Resource.Name,
            Rounded(from),
            Rounded(seconds),
            completed.Failed > 0 ? "failed" : "completed",
            batch.Nodes.Length,
            batch.Trigger.ToString().ToLowerInvariant()));
    }

    private void Complete(NodeCompleted completed)
    {
        OperationTally operation = TallyOf(completed.Node);
        if (completed.FromStore)
        {
            operation.FromStore++;
            return;
        }

        double seconds = completed.Duration.TotalSeconds;
        operation.Executed++;
        operation.Durations.Add(seconds);
        bool wasBatched = running.Remove(completed.Node, out (double Start, int Batch) at) && at.Batch >= 0;

        // A map only waits for what it became.
        if (!wasBatched && completed.Node.Expanding is null)
        {
            Record(completed.Node, operation, Math.Max(0, Now - seconds), seconds, "completed");
        }
    }

    private void Fail(NodeFailure failure)
    {
        OperationTally operation = TallyOf(failure.Node);
        operation.Failed++;
        operation.Resource.Failures.Add(Now);
        failures.Add(failure.Node, Describe(failure.Exception));
        if (firstFailures.Count < options.MaxFailures)
        {
            firstFailures.Add(new FailureReport(
                failure.Node.Label,
                failure.Node.Key.ToString(),
                failure.Node.OperationName,
                failure.Attempts,
                failure.Exception.GetType().FullName ?? failure.Exception.GetType().Name,
                ReasonTally.Shorten(failure.Exception.Message)));
        }

        Stop(failure.Node, "failed");
    }

    private void Stop(Node node, string result)
    {
        // A node in a batch is part of the batch's item; one that was never started has none.
        if (running.Remove(node, out (double Start, int Batch) at) && at.Batch < 0)
        {
            Record(node, TallyOf(node), at.Start, Now - at.Start, result);
        }
    }

    private void Record(Node node, OperationTally operation, double from, double seconds, string result)
    {
        operation.Busy(from, seconds);
        timeline.Add(seconds, () => new TimelineItem(
            "node", node.Label, operation.Name, operation.Resource.Name, Rounded(from), Rounded(seconds), result, 1, null));
    }

    private void Wait(NodeWaited waited)
    {
        OperationTally operation = TallyOf(waited.Node);
        double seconds = waited.Duration.TotalSeconds, now = Now;
        operation.WaitSeconds += seconds;
        operation.Resource.WaitSeconds += seconds;
        operation.Resource.Waiting.AddSpan(now, seconds);
        waits.Add(waited.Node, waited.Reason, seconds);
        timeline.Add(seconds, () => new TimelineItem(
            "wait", waited.Node.Label, operation.Name, operation.Resource.Name, Rounded(now), Rounded(seconds), ReasonTally.Shorten(waited.Reason), 1, null));
    }

    private OperationTally TallyOf(Node node)
    {
        Resource resource = node.Operation.Resource;
        if (!operations.TryGetValue((node.OperationName, resource), out OperationTally? operation))
        {
            if (!resources.TryGetValue(resource, out ResourceTally? lane))
            {
                resources.Add(resource, lane = new ResourceTally(resource.Name, bins));
            }

            operations.Add((node.OperationName, resource), operation = new OperationTally(node.OperationName, lane));
            operationOrder.Add(operation);
        }

        return operation;
    }

    private static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
