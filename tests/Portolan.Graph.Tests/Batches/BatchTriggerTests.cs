namespace Portolan.Graph.Tests.Batches;

/// <summary>When a batch is sent, and what the events say about it.</summary>
public class BatchTriggerTests
{
    private static readonly Resource Gate = new("gate");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Full_batches_first_and_the_rest_when_all_planned_calls_are_ready(int limit)
    {
        var gang = new Gang<int, int>("double", (input, _) => input * 2) { Limits = new BatchLimits { MaxItems = 32 } };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 70).Select(i => graph.Call(gang, i))];

        (GraphResult result, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), limit);

        nodes.Select(result.Get).ShouldBe(Enumerable.Range(0, 70).Select(i => i * 2));
        Sent(events).ShouldBe([(32, BatchTrigger.Full), (32, BatchTrigger.Full), (6, BatchTrigger.Complete)]);
        events.OfType<BatchStarted>().SelectMany(batch => batch.Nodes).ShouldBe(nodes);
        events.OfType<BatchStarted>().Select(batch => batch.Batch).ShouldBe([1, 2, 3]);
        events.OfType<BatchCompleted>().Select(batch => batch.Failed).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public async Task Without_a_plan_the_rest_goes_when_nobody_can_join_it()
    {
        var gang = new Gang<int, int>("double", (input, _) => input * 2) { Limits = new BatchLimits { MaxItems = 4, Linger = Timeout.InfiniteTimeSpan } };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 6).Select(i => graph.Call(gang, i))];
        (_, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 1, [new CullPass(), new MergePass()]);
        Sent(events).ShouldBe([(4, BatchTrigger.Full), (2, BatchTrigger.Idle)]);
    }

    [Fact]
    public async Task Idle_when_the_missing_calls_depend_on_those_that_wait()
    {
        // Second-level calls are of the same group, so the group is never exhausted at the first level, and no plan is there to say so.
        var first = new Gang<int, int>("first", (input, _) => input) { Limits = new BatchLimits { Linger = Timeout.InfiniteTimeSpan } };
        var next = new Gang<Node<int>, int>("first", (input, context) => context.Result(input) + 1) { Limits = first.Limits };
        var chain = new Gang<(Node<int>? Left, int Plus), int>("chain", (input, context) => (input.Left is null ? 0 : context.Result(input.Left)) + input.Plus)
        {
            Limits = first.Limits,
        };
        var graph = new TaskGraph();
        Node<int> a = graph.Call(chain, (null, 1));
        Node<int> b = graph.Call(chain, (null, 2));
        Node<int> c = graph.Call(chain, (a, 4));
        Node<int> d = graph.Call(next, c);
        (GraphResult result, List<GraphEvent> events) = await Run(graph, [b, d], new ManualTime(), 1, []);
        Sent(events).ShouldBe([(2, BatchTrigger.Idle), (1, BatchTrigger.Idle), (1, BatchTrigger.Idle)]);
        (result.Get(b), result.Get(d)).ShouldBe((2, 6));
    }

    [Fact]
    public async Task A_call_waits_for_its_linger_time_and_no_longer()
    {
        var time = new ManualTime();
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new Step<int, int>("gate", async (input, _, _) =>
        {
            await opened.Task;
            return input;
        })
        { On = Gate };
        var gang = new Gang<Node<int>, int>("double", (input, context) => context.Result(input) * 2)
        {
            Limits = new BatchLimits { Linger = TimeSpan.FromMilliseconds(20) },
        };
        var graph = new TaskGraph();
        Node<int> early = graph.Call(gang, graph.Value(1));
        Node<int> late = graph.Call(gang, graph.Call(gate, 2));
        Node<int> alsoLate = graph.Call(gang, graph.Call(gate, 3));
        GraphRun run = new GraphRunner(new GraphRunnerOptions { TimeProvider = time, Limits = Limits(2) }).Start(graph, [early, late, alsoLate]);

        await time.WaitForTimerAsync();
        time.Advance(TimeSpan.FromMilliseconds(19));
        gang.Batches.ShouldBeEmpty();
        time.Advance(TimeSpan.FromMilliseconds(1));
        SpinWait.SpinUntil(() => gang.Batches.Count == 1, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        opened.SetResult();

        GraphResult result = await run.Completion.WaitAsync(TimeSpan.FromSeconds(20));
        (result.Get(early), result.Get(late), result.Get(alsoLate)).ShouldBe((2, 4, 6));
        Sent(await run.ReadAll()).ShouldBe([(1, BatchTrigger.Linger), (2, BatchTrigger.Complete)]);
        time.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task No_linger_sends_at_once()
    {
        var gang = new Gang<int, int>("double", (input, _) => input * 2) { Limits = new BatchLimits { Linger = TimeSpan.Zero, MaxItems = 3 } };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 4).Select(i => graph.Call(gang, i))];
        (_, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 1, [new CullPass()]);
        Sent(events).ShouldBe([(3, BatchTrigger.Full), (1, BatchTrigger.Linger)]);
    }

    [Fact]
    public async Task Cost_bounds_a_batch_and_what_is_too_costly_goes_alone()
    {
        int[] costs = [4, 4, 4, 50, 1, 1, 9];
        var gang = new Gang<int, int>("cost", (input, _) => input) { Limits = new BatchLimits { MaxCost = 10 }, Cost = (input, _) => costs[input] };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, costs.Length).Select(i => graph.Call(gang, i))];
        (_, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 1);
        Sent(events).ShouldBe(
            [(2, BatchTrigger.Full), (1, BatchTrigger.Full), (1, BatchTrigger.Full), (2, BatchTrigger.Full), (1, BatchTrigger.Complete)]);
        events.OfType<BatchStarted>().SelectMany(batch => batch.Nodes).ShouldBe(nodes);
    }

    [Fact]
    public async Task A_cost_that_depends_on_results_is_asked_for_when_they_are_there()
    {
        var gang = new Gang<Node<int>, int>("cost", (input, context) => context.Result(input))
        {
            Limits = new BatchLimits { MaxCost = 10 },
            Cost = (input, context) => context.Result(input),
        };
        var graph = new TaskGraph();
        var number = new Number();
        Node<int>[] nodes = [.. Enumerable.Range(4, 6).Select(i => graph.Call(gang, graph.Call(number, i)))];
        (GraphResult result, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 1);
        nodes.Select(result.Get).ShouldBe(Enumerable.Range(4, 6));
        events.OfType<BatchStarted>().ShouldAllBe(batch => batch.Nodes.Length == 1 || batch.Nodes.Sum(node => result.Get((Node<int>)node)) <= 10);
    }

    [Fact]
    public async Task A_cost_that_throws_fails_its_call_alone()
    {
        var gang = new Gang<int, int>("cost", (input, _) => input)
        {
            Limits = new BatchLimits { MaxCost = 10 },
            Cost = (input, _) => input == 1 ? throw new InvalidDataException("no tokens") : 1,
        };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 3).Select(i => graph.Call(gang, i))];
        (GraphResult result, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 1);
        result.Failures.ShouldHaveSingleItem().Exception.Message.ShouldBe("no tokens");
        result.Get(nodes[2]).ShouldBe(2);
        Sent(events).ShouldBe([(2, BatchTrigger.Complete)]);
    }

    [Fact]
    public async Task The_limit_of_a_resource_counts_batches()
    {
        int now = 0;
        int most = 0;
        var bothIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gang = new Gang<int, int>("double", (input, _) => input)
        {
            Limits = new BatchLimits { MaxItems = 10 },
            Whole = async (_, _) =>
            {
                int level = Interlocked.Increment(ref now);
                most = Math.Max(most, level);
                if (level == 2)
                {
                    bothIn.TrySetResult();
                }

                await bothIn.Task;
                await Task.Yield();
                Interlocked.Decrement(ref now);
            },
        };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 60).Select(i => graph.Call(gang, i))];
        (GraphResult result, _) = await Run(graph, nodes, new ManualTime(), 2);
        result.Executed.ShouldBe(60);
        gang.Sizes.ShouldBe([10, 10, 10, 10, 10, 10]);
        most.ShouldBe(2);
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new BatchLimits { MaxItems = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => new BatchLimits { MaxCost = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => new BatchLimits { Linger = TimeSpan.FromSeconds(-1) });
        Should.Throw<ArgumentOutOfRangeException>(() => new BatchLimits { Linger = TimeSpan.FromDays(50) });
    }

    internal static IEnumerable<(int Items, BatchTrigger Trigger)> Sent(IEnumerable<GraphEvent> events) =>
        events.OfType<BatchStarted>().Select(batch => (batch.Nodes.Length, batch.Trigger));

    internal static async Task<(GraphResult Result, List<GraphEvent> Events)> Run(
        TaskGraph graph, IReadOnlyList<Node> outputs, TimeProvider time, int limit, IGraphPass[]? passes = null, IResultStore? store = null)
    {
        var options = new GraphRunnerOptions { TimeProvider = time, Limits = Limits(limit), FailurePolicy = FailurePolicy.FinishRest, Store = store };
        if (passes is not null)
        {
            options = options with { Passes = [.. passes] };
        }

        GraphRun run = new GraphRunner(options).Start(graph, outputs);
        GraphResult result = await run.Completion.WaitAsync(TimeSpan.FromSeconds(20));
        return (result, await run.ReadAll());
    }

    internal static Dictionary<Resource, int> Limits(int limit) => new() { [new("gang")] = limit, [Gate] = 2, [Resource.Cpu] = 2 };
}
