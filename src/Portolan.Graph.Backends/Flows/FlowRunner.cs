namespace Portolan.Graph.Backends.Flows;

/// <summary>Runs a flow over the lines of a file.</summary>
/// <remarks>
/// The lines of a window are one graph: equal calls are made once, calls of one model share batches, and what the store has is not asked
/// for again. Output is in the order of the input and does not depend on windows, limits or timing.
/// </remarks>
public sealed class FlowRunner
{
    // Lines are kept until their window is written; longer ones make shorter windows.
    private const long MaxWindowBytes = 64 << 20;

    private readonly Flow flow;
    private readonly FlowBackends backends;

    /// <summary>A runner.</summary>
    /// <param name="flow">What to do.</param>
    /// <param name="backends">The flow's backends; they stay the caller's.</param>
    public FlowRunner(Flow flow, FlowBackends backends)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(backends);
        this.flow = flow;
        this.backends = backends;
    }

    /// <summary>Runs it to the end, or until something ends it in order.</summary>
    /// <param name="options">How.</param>
    /// <param name="output">Takes the rows.</param>
    /// <param name="failures">Takes the lines that failed, or null.</param>
    /// <param name="cancellationToken">Stops the run: calls in flight are cancelled, replies that have come are kept.</param>
    /// <exception cref="FlowException">A step's backend cannot do what the step asks, or a replay lacks a reply.</exception>
    /// <exception cref="IOException">The input or the store cannot be read or written.</exception>
    public async Task<FlowSummary> RunAsync(FlowRunOptions options, Stream output, Stream? failures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WindowLines, 1, nameof(options));
        long start = options.TimeProvider.GetTimestamp();
        var models = new FlowModels(flow, backends, options.CacheOnly);
        using var input = new FlowInput(options.Input, flow.Fields, options.FirstLine);
        using var writer = new FlowWriter(flow, output, failures);
        var state = new State(flow, options, writer);
        GraphRunnerOptions runnerOptions = new GraphRunnerOptions
        {
            Store = options.Store,
            FailurePolicy = FailurePolicy.FinishRest,
            TimeProvider = options.TimeProvider,
        }.WithBackends([.. backends.All]);
        var runner = new GraphRunner(runnerOptions);
        long left = options.Limit ?? long.MaxValue;
        while (state.StopReason is null && ReadWindow(input, options.WindowLines, ref left) is { Count: > 0 } lines)
        {
            await RunWindowAsync(runner, models, lines, state, cancellationToken).ConfigureAwait(false);
        }

        return state.Summary(options.TimeProvider.GetElapsedTime(start));
    }

    /// <summary>What a run would do, without doing it.</summary>
    /// <param name="options">As for the run.</param>
    /// <param name="isCached">Whether the store has a node's result; null for a store that has none.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="FlowException">A step's backend cannot do what the step asks.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public FlowEstimate Estimate(FlowRunOptions options, Func<Node, bool>? isCached = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var models = new FlowModels(flow, backends, cacheOnly: true);
        using var input = new FlowInput(options.Input, flow.Fields);
        var estimate = new FlowEstimateBuilder(flow, isCached);
        long left = options.Limit ?? long.MaxValue;
        while (ReadWindow(input, options.WindowLines, ref left) is { Count: > 0 } lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var graph = new FlowGraph(flow, models);
            foreach (FlowLine line in lines)
            {
                if (line.Fields is not null)
                {
                    graph.Add(line.Fields);
                }
            }

            estimate.Add(lines, graph.Calls);
        }

        return estimate.Build();
    }

    /// <summary>The graph of the first lines, for drawing.</summary>
    /// <param name="input">The data; null for a line whose fields are all null.</param>
    /// <param name="lines">How many lines at the most.</param>
    /// <returns>The graph, and the node of each line's row.</returns>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public (TaskGraph Graph, IReadOnlyList<Node> Outputs) Describe(string? input, int lines)
    {
        var graph = new FlowGraph(flow, new FlowModels(flow, backends, cacheOnly: true));
        var outputs = new List<Node>();
        if (input is null)
        {
            outputs.Add(graph.Add(flow.Fields.ToDictionary(field => field.Name, field => JsonValues.Text($"{{{field.Name}}}"), StringComparer.Ordinal)));
            return (graph.Graph, outputs);
        }

        using var reader = new FlowInput(input, flow.Fields);
        while (outputs.Count < lines && reader.Read() is { } line)
        {
            if (line.Fields is not null)
            {
                outputs.Add(graph.Add(line.Fields));
            }
        }

        return (graph.Graph, outputs);
    }

    /// <summary>The step that made a node.</summary>
    /// <param name="node">A node of a flow's graph.</param>
    public static string StepOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);

        // A node of a list's item ends with its position; names of steps have no brackets.
        string label = node.Label;
        int bracket = label.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? label : label[..bracket];
    }

    /// <summary>The lines of the next window; none at the end.</summary>
    internal static List<FlowLine> ReadWindow(FlowInput input, int most, ref long left)
    {
        var lines = new List<FlowLine>();
        long bytes = 0;
        while (left > 0 && lines.Count < most && bytes < MaxWindowBytes && input.Read() is { } line)
        {
            lines.Add(line);
            bytes += line.Raw.Length;
            left--;
        }

        return lines;
    }

    private async Task RunWindowAsync(GraphRunner runner, FlowModels models, List<FlowLine> lines, State state, CancellationToken cancellationToken)
    {
        var graph = new FlowGraph(flow, models);
        Node<FlowRow>?[] rows = [.. lines.Select(line => line.Fields is null ? null : graph.Add(line.Fields))];
        GraphRun run = runner.Start(graph.Graph, [.. rows.OfType<Node>()], cancellationToken);
        await foreach (GraphEvent happened in run.Events.ConfigureAwait(false))
        {
            state.See(happened);
        }

        GraphResult result = await run.Completion.ConfigureAwait(false);
        if (result.StopReason is { } reason)
        {
            state.StopReason = reason;
            return;
        }

        for (int i = 0; i < lines.Count; i++)
        {
            state.Book(lines[i], rows[i], result);
        }
    }

    /// <summary>What has been booked over all windows.</summary>
    private sealed class State
    {
        private readonly Flow flow;
        private readonly FlowRunOptions options;
        private readonly FlowWriter writer;
        private readonly FlowMeters meters = new();
        private readonly WindowEvents events = new();
        private readonly double[] scoreSums;
        private readonly long[] scoreCounts;
        private long lines;
        private long written;
        private long dropped;
        private long failed;

        public State(Flow flow, FlowRunOptions options, FlowWriter writer)
        {
            this.flow = flow;
            this.options = options;
            this.writer = writer;
            scoreSums = new double[flow.Scores.Count()];
            scoreCounts = new long[scoreSums.Length];
        }

        public string? StopReason { get; set; }

        public void See(GraphEvent happened)
        {
            if (happened is RunStarted)
            {
                meters.BeginWindow();
            }

            meters.Add(happened);
            options.Observer?.Invoke(events.Continue(happened));
            if (options.Called is not null && meters.CallIn(happened) is { } call)
            {
                options.Called(call);
            }
        }

        public void Book(FlowLine line, Node<FlowRow>? node, GraphResult result)
        {
            lines++;
            if (node is null)
            {
                Fail(line, new FlowFailure(line.Number, "input", line.Problem!, 0));
                return;
            }

            if (meters.FailureOf(node) is { } failure)
            {
                string step = StepOf(failure.Node);
                if (failure.Exception is MissingReplyException)
                {
                    throw new FlowException(
                        $"the cache has no reply for step '{step}'", options.Input, line.Number, "run the flow with this cache first; a replay calls no backend");
                }

                Fail(line, new FlowFailure(line.Number, step, failure.Exception.Message, meters.AttemptsOf(failure)));
                return;
            }

            FlowRow row = result.Get(node);
            if (!row.Kept)
            {
                dropped++;
                return;
            }

            written++;
            writer.Write(row);
            for (int i = 0; i < scoreSums.Length; i++)
            {
                if (!double.IsNaN(row.Scores[i]))
                {
                    scoreSums[i] += row.Scores[i];
                    scoreCounts[i]++;
                }
            }
        }

        public FlowSummary Summary(TimeSpan duration) => new()
        {
            Lines = lines,
            Written = written,
            Dropped = dropped,
            Failed = failed,
            Calls = meters.Calls,
            Cached = meters.Cached,
            Batches = meters.Batches,
            TokensIn = (long)meters.TokensIn,
            TokensOut = (long)meters.TokensOut,
            Cost = meters.Cost,
            Duration = duration,
            Scores = [.. flow.Scores.Select((score, i) => KeyValuePair.Create(score.Name, new FlowScoreTotal(scoreSums[i], scoreCounts[i]).MeanOrNaN()))],
            ScoreTotals = [.. scoreSums.Select((sum, i) => new FlowScoreTotal(sum, scoreCounts[i]))],
            StopReason = StopReason,
        };

        private void Fail(FlowLine line, FlowFailure failure)
        {
            failed++;
            writer.Write(failure, line);
            options.Failed?.Invoke(failure);
        }
    }
}
