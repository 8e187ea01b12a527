using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Portolan.Graph.Telemetry;

namespace Portolan.Graph.Tests.Telemetry;

/// <summary>Other tests run at the same time and are heard too, so each test asks for its own operations only.</summary>
[Collection("telemetry")]
public sealed class GraphTelemetryTests
{
    private static readonly Resource Model = new("test/model");

    [Fact]
    public async Task A_run_is_a_span_with_its_nodes_below_it()
    {
        using var heard = new Heard();
        var graph = new TaskGraph();
        Node<int> call = graph.Call(
            new Step<int, int>("span/call", (input, context) =>
            {
                context.Meter("tokens_in", 12);
                context.Meter("tokens_in", 3);
                context.Meter("tokens_out", 4);
                context.Meter("cost", 0.25);
                context.ReportWait("429 with Retry-After", TimeSpan.FromSeconds(2));
                return input;
            }) { On = Model },
            1,
            "call 1");
        Node<int> quick = graph.Call(new Step<Node<int>, int>("span/quick", (_, _) => 1), call);
        (await new GraphRunnerOptions().RunAsync(graph, quick)).ThrowIfFailed();

        Activity span = heard.Spans("span/call").ShouldHaveSingleItem();
        Activity run = heard.All.Single(activity => activity.SpanId == span.ParentSpanId);
        run.DisplayName.ShouldBe("graph run");
        run.GetTagItem("portolan.graph.nodes.executed").ShouldBe(2);
        run.GetTagItem("portolan.graph.outcome").ShouldBe("succeeded");
        run.Duration.ShouldBeGreaterThanOrEqualTo(span.Duration);
        span.Kind.ShouldBe(ActivityKind.Client);
        span.GetTagItem("gen_ai.usage.input_tokens").ShouldBe(15L);
        span.GetTagItem("gen_ai.usage.output_tokens").ShouldBe(4L);
        span.GetTagItem("portolan.graph.meter.cost").ShouldBe(0.25);
        span.GetTagItem("portolan.graph.node.key").ShouldBe(call.Key.ToString());
        span.GetTagItem("portolan.graph.node.label").ShouldBe("call 1");
        span.Events.ShouldHaveSingleItem().Name.ShouldBe("wait");
    }

    [Fact]
    public async Task Tries_that_fail_are_spans_with_errors()
    {
        using var heard = new Heard();
        var graph = new TaskGraph();
        int tries = 0;
        Node<int> node = graph.Call(
            new Step<int, int>("retry/call", (_, _) => ++tries < 3 ? throw new TimeoutException($"try {tries}") : throw new InvalidOperationException("for good"))
            {
                Transient = e => e is TimeoutException,
            },
            1);
        var options = new GraphRunnerOptions { Retry = new RetryPolicy { BaseDelay = TimeSpan.FromMilliseconds(1) } };
        (await options.RunAsync(graph, node)).Succeeded.ShouldBeFalse();

        Activity[] spans = heard.Spans("retry/call");
        spans.Select(span => (span.GetTagItem("portolan.graph.node.attempt"), span.GetTagItem("portolan.graph.outcome"), span.GetTagItem("error.type"))).ShouldBe(
        [
            (1, "retried", "System.TimeoutException"), (2, "retried", "System.TimeoutException"), (3, "failed", "System.InvalidOperationException"),
        ]);
        spans.ShouldAllBe(span => span.Status == ActivityStatusCode.Error && span.Events.Single().Name == "exception");
        heard.Sum("portolan.graph.retries", "retry/call").ShouldBe(2);
        heard.Sum("portolan.graph.nodes", "retry/call").ShouldBe(1);
    }

    [Fact]
    public void A_batch_is_one_span_and_a_call_that_failed_in_it_stands_below()
    {
        using var heard = new Heard();
        var graph = new TaskGraph();
        var step = new Step<int, int>("batch/call", (input, _) => input) { On = Model };
        Node[] nodes = [.. Enumerable.Range(0, 3).Select(i => graph.Call(step, i))];
        ChannelWriter<GraphEvent> events = GraphTelemetry.Observe(Channel.CreateUnbounded<GraphEvent>().Writer, TimeProvider.System);
        events.TryWrite(new RunStarted(3, 3, 0, 3));
        foreach (Node node in nodes)
        {
            events.TryWrite(new NodeStarted(node, 1));
        }

        events.TryWrite(new BatchStarted(1, [.. nodes], BatchTrigger.Linger));
        events.TryWrite(new NodeMetered(nodes[1], "tokens_in", 7));
        events.TryWrite(new BatchCompleted(1, 1, TimeSpan.FromSeconds(1)));
        events.TryWrite(new NodeCompleted(nodes[0], TimeSpan.FromSeconds(1), false));
        events.TryWrite(new NodeCompleted(nodes[1], TimeSpan.FromSeconds(1), false));
        events.TryWrite(new NodeFailed(new NodeFailure(nodes[2], 1, new FormatException("no JSON"))));
        events.TryWrite(new RunCompleted(RunOutcome.Failed, 2, 0, 1, 0, TimeSpan.FromSeconds(1)));
        events.TryComplete();

        Activity[] spans = heard.Spans("batch/call");
        spans.Length.ShouldBe(2);
        spans[0].GetTagItem("portolan.graph.batch.size").ShouldBe(3);
        spans[0].GetTagItem("portolan.graph.batch.trigger").ShouldBe("linger");
        spans[0].GetTagItem("gen_ai.usage.input_tokens").ShouldBe(7L);
        spans[0].Duration.ShouldBe(TimeSpan.FromSeconds(1));
        spans[1].ParentSpanId.ShouldBe(spans[0].SpanId);
        spans[1].GetTagItem("error.type").ShouldBe("System.FormatException");
        heard.Sum("portolan.graph.nodes", "batch/call").ShouldBe(3);
        heard.Sum("portolan.graph.batch.size", "batch/call").ShouldBe(3);
        heard.Sum("portolan.graph.metered", "batch/call").ShouldBe(7);
    }

    [Fact]
    public async Task The_callers_activity_is_the_parent_and_stays_current()
    {
        using var heard = new Heard();
        using var own = new Activity("caller").Start();
        var graph = new TaskGraph();
        Node<int> node = graph.Call(new Step<int, int>("parent/call", (input, _) => input) { On = Model }, 1);
        Task<GraphResult> completion = new GraphRunner().Start(graph, [node]).Completion;
        Activity.Current.ShouldBe(own);
        await completion;
        Activity.Current.ShouldBe(own);
        Activity span = heard.Spans("parent/call").ShouldHaveSingleItem();
        heard.All.Single(activity => activity.SpanId == span.ParentSpanId).ParentSpanId.ShouldBe(own.SpanId);
    }

    [Fact]
    public void Nothing_stands_between_run_and_reader_when_nobody_listens()
    {
        ChannelWriter<GraphEvent> events = Channel.CreateUnbounded<GraphEvent>().Writer;
        GraphTelemetry.Observe(events, TimeProvider.System).ShouldBeSameAs(events);
    }

    [Fact]
    public void A_run_that_breaks_off_still_ends_its_span()
    {
        using var heard = new Heard();
        ChannelWriter<GraphEvent> events = GraphTelemetry.Observe(Channel.CreateUnbounded<GraphEvent>().Writer, TimeProvider.System);
        events.TryWrite(new RunStarted(12345, 1, 0, 1));
        events.TryComplete();
        Activity run = heard.All.Where(activity => Equals(activity.GetTagItem("portolan.graph.nodes.in_graph"), 12345)).ShouldHaveSingleItem();
        run.Status.ShouldBe(ActivityStatusCode.Error);
    }

    private sealed class Heard : IDisposable
    {
        private readonly ConcurrentQueue<Activity> activities = new();
        private readonly ConcurrentQueue<(string Instrument, string? Operation, double Value)> measured = new();
        private readonly ActivityListener listener;
        private readonly MeterListener meters = new();

        public Heard()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == GraphTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activities.Enqueue,
            };
            ActivitySource.AddActivityListener(listener);
            meters.InstrumentPublished = (instrument, meter) =>
            {
                if (instrument.Meter.Name == GraphTelemetry.Name)
                {
                    meter.EnableMeasurementEvents(instrument);
                }
            };
            meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
            meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measure(instrument, value, tags));
            meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
            meters.Start();
        }

        public Activity[] All => [.. activities];

        public Activity[] Spans(string operation) => [.. activities.Where(activity => activity.DisplayName == operation)];

        public double Sum(string instrument, string operation) =>
            measured.Where(one => one.Instrument == instrument && one.Operation == operation).Sum(one => one.Value);

        public void Dispose()
        {
            listener.Dispose();
            meters.Dispose();
        }

        private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string? operation = null;
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                operation = tag.Key == "portolan.graph.operation" ? (string?)tag.Value : operation;
            }

            measured.Enqueue((instrument.Name, operation, value));
        }
    }
}
