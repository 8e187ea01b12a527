namespace Portolan.Graph.Tests;

public class GraphRunnerTests
{
    private static readonly Step<Node<int>, int> PlusOne = new("plus-one", (input, context) => context.Result(input) + 1);

    [Fact]
    public async Task An_empty_list_of_outputs_runs_nothing()
    {
        var graph = new TaskGraph();
        graph.Call(new Number(), 1);
        GraphResult result = await new GraphRunnerOptions().RunAsync(graph);
        (result.Succeeded, result.Executed).ShouldBe((true, 0));
    }

    [Fact]
    public async Task A_long_chain_runs_to_its_end()
    {
        var graph = new TaskGraph();
        Node<int> node = graph.Call(new Number(), 0);
        for (int i = 0; i < 20_000; i++)
        {
            node = graph.Call(PlusOne, node);
        }

        (await new GraphRunnerOptions().RunAsync(graph, node)).Get(node).ShouldBe(20_000);
    }

    [Fact]
    public async Task A_failure_far_up_skips_a_long_chain()
    {
        var graph = new TaskGraph();
        Node<int> node = graph.Call(new Step<int, int>("bad", int (_, _) => throw new InvalidDataException("bad")), 0);
        for (int i = 0; i < 20_000; i++)
        {
            node = graph.Call(PlusOne, node);
        }

        GraphResult result = await new GraphRunnerOptions { FailurePolicy = FailurePolicy.FinishRest }.RunAsync(graph, node);
        result.NotRun.Count.ShouldBe(20_000);
        Should.Throw<GraphException>(() => result.Get(node)).InnerException.ShouldBeOfType<InvalidDataException>();
        Should.Throw<GraphException>(result.ThrowIfFailed).Message.ShouldContain("bad");
    }

    [Fact]
    public async Task Ready_nodes_start_in_graph_order()
    {
        var graph = new TaskGraph();
        Node[] nodes = [.. Enumerable.Range(0, 200).Select(i => graph.Call(new Number(), i))];
        GraphRun run = new GraphRunner(new GraphRunnerOptions { Limits = GraphRunnerPropertyTests.Limits(1, 1, 1) })
            .Start(graph, [.. nodes.Reverse()]);
        (await run.ReadAll()).OfType<NodeStarted>().Select(one => one.Node).ShouldBe(nodes);
    }

    [Fact]
    public async Task Stop_cancels_what_runs_and_starts_nothing_more()
    {
        using var bothRun = new Barrier(2);
        bool cancelled = false;
        int later = 0;
        var graph = new TaskGraph();
        var waits = new Step<int, int>("waits", (_, _, token) =>
        {
            bothRun.SignalAndWait(TimeSpan.FromSeconds(20), CancellationToken.None);
            cancelled = token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
            token.ThrowIfCancellationRequested();
            return new ValueTask<int>(0);
        });
        var fails = new Step<int, int>("fails", int (_, _) =>
        {
            bothRun.SignalAndWait(TimeSpan.FromSeconds(20));
            throw new InvalidDataException("bad");
        });
        Node<int> waiting = graph.Call(waits, 0);
        Node<int> failing = graph.Call(fails, 0);
        Node<int> next = graph.Call(new Step<int, int>("later", (_, _) => ++later), 0);
        GraphResult result = await new GraphRunnerOptions { Limits = GraphRunnerPropertyTests.Limits(2, 1, 1) }.RunAsync(graph, waiting, failing, next);

        cancelled.ShouldBeTrue();
        later.ShouldBe(0);
        result.Failures.ShouldHaveSingleItem().Node.ShouldBe(failing);
        result.NotRun.ShouldBe([waiting, next]);
        Should.Throw<GraphException>(() => result.Get(next)).Message.ShouldContain("was not run because");
    }

    [Fact]
    public async Task A_timeout_inside_an_operation_is_a_failure_not_a_cancellation()
    {
        var graph = new TaskGraph();
        Node<int> node = graph.Call(new Step<int, int>("x", int (_, _) => throw new TaskCanceledException("timed out")), 0);
        GraphResult result = await new GraphRunnerOptions().RunAsync(graph, node);
        result.Failures.ShouldHaveSingleItem().Exception.ShouldBeOfType<TaskCanceledException>();
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("remote")]
    public async Task Cancellation_reaches_running_operations_and_the_caller(string resource)
    {
        using var cancel = new CancellationTokenSource();
        bool seen = false;
        var graph = new TaskGraph();
        Node<int> node = graph.Call(
            new Step<int, int>("x", async (_, _, token) =>
            {
                await cancel.CancelAsync();
                seen = token.IsCancellationRequested;
                token.ThrowIfCancellationRequested();
                return 0;
            })
            { On = new Resource(resource) }, 0);
        GraphRun run = new GraphRunner().Start(graph, [node], cancel.Token);
        OperationCanceledException thrown = await Should.ThrowAsync<OperationCanceledException>(run.Completion.WaitAsync(TimeSpan.FromSeconds(20)));
        thrown.CancellationToken.ShouldBe(cancel.Token);
        seen.ShouldBeTrue();
        (await run.ReadAll())[^1].ShouldBeOfType<RunCompleted>().Outcome.ShouldBe(RunOutcome.Cancelled);
    }

    [Fact]
    public async Task Cancelled_before_the_start_runs_nothing()
    {
        var number = new Number();
        var graph = new TaskGraph();
        Node<int> node = graph.Call(number, 0);
        GraphRun run = new GraphRunner().Start(graph, [node], new CancellationToken(canceled: true));
        await Should.ThrowAsync<OperationCanceledException>(run.Completion.WaitAsync(TimeSpan.FromSeconds(20)));
        number.Calls.ShouldBeEmpty();
        List<GraphEvent> events = await run.ReadAll();
        events[0].ShouldBeOfType<RunStarted>();
        events[^1].ShouldBeOfType<RunCompleted>();
    }

    [Fact]
    public async Task Cancelled_in_the_last_node_that_still_completes_gives_the_result()
    {
        using var cancel = new CancellationTokenSource();
        var graph = new TaskGraph();
        Node<int> node = graph.Call(
            new Step<int, int>("x", (_, _) =>
            {
                cancel.Cancel();
                return 5;
            }),
            0);
        (await new GraphRunner().Start(graph, [node], cancel.Token).Completion.WaitAsync(TimeSpan.FromSeconds(20))).Get(node).ShouldBe(5);
    }

    [Fact]
    public async Task Progress_is_reported_between_start_and_completion()
    {
        var graph = new TaskGraph();
        Node<int> node = graph.Call(
            new Step<int, int>("x", (_, context) =>
            {
                context.Report(3, 10, "documents");
                return 0;
            }),
            0);
        List<GraphEvent> events = await new GraphRunner().Start(graph, [node]).ReadAll();
        events.Select(one => one.GetType()).ShouldBe([typeof(RunStarted), typeof(NodeStarted), typeof(NodeProgress), typeof(NodeCompleted), typeof(RunCompleted)]);
        events[2].ShouldBe(new NodeProgress(node, 3, 10, "documents"));
        List<GraphEvent> quiet = await new GraphRunner(new GraphRunnerOptions { ReportNodes = false }).Start(graph, [node]).ReadAll();
        quiet.Select(one => one.GetType()).ShouldBe([typeof(RunStarted), typeof(RunCompleted)]);
    }

    [Fact]
    public async Task A_result_can_only_be_read_by_what_depends_on_it()
    {
        var graph = new TaskGraph();
        Node<int> secret = graph.Call(new Number(), 1);
        OperationContext? kept = null;
        Node<int> sneaky = graph.Call(new Step<int, int>("sneaky", (_, context) => context.Result(secret)), 2);
        Node<int> keeper = graph.Call(new Step<Node<int>, int>("keeper", (input, context) =>
        {
            kept = context;
            return context.Result(input);
        }), secret);
        GraphResult result = await new GraphRunnerOptions { FailurePolicy = FailurePolicy.FinishRest }.RunAsync(graph, secret, sneaky, keeper);
        result.Failures.ShouldHaveSingleItem().Exception.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("no part of the input");
        Should.Throw<InvalidOperationException>(() => kept!.Result(secret)).Message.ShouldContain("has completed");
    }

    [Fact]
    public async Task Nodes_of_another_graph_and_other_misuse_are_refused()
    {
        var one = new TaskGraph();
        var two = new TaskGraph();
        Node<int> foreign = one.Call(new Number(), 1);
        Should.Throw<ArgumentException>(() => two.Call(PlusOne, foreign)).Message.ShouldContain("another graph");
        Should.Throw<ArgumentException>(() => new GraphRunner().Start(two, [foreign])).Message.ShouldContain("another graph");
        Should.Throw<ArgumentException>(() => new GraphRunner().Start(two, [null!]));
        Should.Throw<ArgumentNullException>(() => two.Call<int, int>(null!, 1));
        Should.Throw<ArgumentException>(() => two.Call(new Number(""), 1)).Message.ShouldContain("no name");
        Should.Throw<ArgumentOutOfRangeException>(
            () => new GraphRunner(new GraphRunnerOptions { Limits = GraphRunnerPropertyTests.Limits(0, 1, 1) }));
        Node<int> unrequested = one.Call(PlusOne, foreign);
        GraphResult result = await new GraphRunnerOptions().RunAsync(one, unrequested);
        Should.Throw<ArgumentException>(() => result.Get(foreign)).Message.ShouldContain("not among the requested outputs");
    }

    [Fact]
    public async Task One_runner_runs_several_graphs_at_once()
    {
        var runner = new GraphRunner();
        int[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var graph = new TaskGraph();
            Node<int> node = graph.Call(PlusOne, graph.Call(new Number(), i));
            return (await runner.Start(graph, [node]).Completion).Get(node);
        }));
        results.ShouldBe(Enumerable.Range(1, 8));
    }
}
