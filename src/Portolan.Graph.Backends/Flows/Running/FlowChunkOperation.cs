using Portolan.Storage;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Runs a flow over the lines of one chunk and leaves what it writes in files that are named by the key.</summary>
internal sealed class FlowChunkOperation : Operation<FlowChunk, FlowChunkResult>
{
    private readonly FlowRunner runner;
    private readonly FlowChunkFiles files;
    private readonly FlowReplies replies;

    public FlowChunkOperation(Flow flow, FlowBackends backends, FlowChunkFiles files)
    {
        runner = new FlowRunner(flow, backends);
        this.files = files;
        replies = new FlowReplies(files.Replies);

        // What the row's key leaves out is what failures name. Limits and prices change no line, so that they may be changed for a second try.
        Parameters = new
        {
            Row = new FlowGraph(flow, new FlowModels(flow, backends, cacheOnly: true)).AddUnknown().Key.ToString(),
            flow.Fields,
            Steps = flow.StepNames,
        };
    }

    public override string Name => "flow/chunk";

    public override int Version => 1;

    public override object Parameters { get; }

    public override async ValueTask<FlowChunkResult> InvokeAsync(FlowChunk input, OperationContext context, CancellationToken cancellationToken)
    {
        string rowsPath = FlowChunkFiles.Rows(context.Key), failuresPath = FlowChunkFiles.Failures(context.Key);
        using AtomicFile rows = AtomicFile.Create(files.PathOf(rowsPath));
        using AtomicFile failures = AtomicFile.Create(files.PathOf(failuresPath));
        var meters = new SortedDictionary<string, double>(StringComparer.Ordinal);
        long ended = 0;
        FlowSummary summary = await runner.RunAsync(
            new FlowRunOptions
            {
                Input = files.Slice(input.Digest),
                FirstLine = input.FirstLine,
                WindowLines = input.Lines,
                Store = replies,
                TimeProvider = context.TimeProvider,
                Observer = happened =>
                {
                    switch (happened)
                    {
                        case NodeCompleted { Node.Operation.Persist: true } or NodeFailed { Failure.Node.Operation.Persist: true }:
                            context.Report(++ended, -1, "calls");
                            break;
                        case NodeWaited waited:
                            context.ReportWait(waited.Reason, waited.Duration);
                            break;
                        case NodeMetered metered:
                            meters[metered.Meter] = meters.GetValueOrDefault(metered.Meter) + metered.Amount;
                            break;
                    }
                },
            },
            rows.Stream,
            failures.Stream,
            cancellationToken).ConfigureAwait(false);
        foreach ((string meter, double amount) in meters)
        {
            context.Meter(meter, amount);
        }

        bool isWhole = summary.StopReason is null;
        return new FlowChunkResult
        {
            Rows = isWhole ? Commit(rows, rowsPath) : null,
            Failures = isWhole && summary.Failed > 0 ? Commit(failures, failuresPath) : null,
            Lines = summary.Lines,
            Written = summary.Written,
            Dropped = summary.Dropped,
            Failed = summary.Failed,
            Calls = summary.Calls,
            Cached = summary.Cached,
            Batches = summary.Batches,
            TokensIn = summary.TokensIn,
            TokensOut = summary.TokensOut,
            Cost = summary.Cost,
            Scores = summary.ScoreTotals,
            StopReason = summary.StopReason,
        };
    }

    private static ResultFile Commit(AtomicFile file, string path)
    {
        file.Stream.Flush();
        long length = file.Stream.Length;
        file.Commit();
        return new ResultFile(path, length);
    }
}
