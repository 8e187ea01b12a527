using Portolan.Testing;
using static Portolan.Graph.Tests.Batches.BatchTriggerTests;

namespace Portolan.Graph.Tests.Batches;

/// <summary>What fails in a batch, and what does not.</summary>
public class BatchFailureTests
{
    [Fact]
    public async Task An_item_that_fails_leaves_the_others_alone()
    {
        var gang = new Gang<int, int>("x", (input, _) => input == 3 ? throw new InvalidDataException("three") : input);
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 6).Select(i => graph.Call(gang, i))];
        (GraphResult result, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 1);
        NodeFailure failure = result.Failures.ShouldHaveSingleItem();
        (failure.Node, failure.Exception.Message).ShouldBe((nodes[3], "three"));
        nodes.Where((_, i) => i != 3).Select(result.Get).ShouldBe([0, 1, 2, 4, 5]);
        gang.Sizes.ShouldBe([6]);
        events.OfType<BatchCompleted>().ShouldHaveSingleItem().Failed.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(12)]
    public async Task A_batch_that_fails_as_a_whole_is_divided_until_the_culprit_stands_alone(int culprit)
    {
        NodeKey bad = default;
        var gang = new Gang<int, int>("x", (input, _) => input)
        {
            Whole = (items, _) => items.Any(item => item.Context.Key == bad) ? throw new InvalidDataException("one of them is bad") : Task.CompletedTask,
        };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 13).Select(i => graph.Call(gang, i))];
        bad = nodes[culprit].Key;
        (GraphResult result, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 2);
        NodeFailure failure = result.Failures.ShouldHaveSingleItem();
        (failure.Node, failure.Attempts, failure.Exception.Message).ShouldBe((nodes[culprit], 1, "one of them is bad"));
        result.Executed.ShouldBe(12);
        BatchStarted[] sent = [.. events.OfType<BatchStarted>()];
        sent[0].Trigger.ShouldBe(BatchTrigger.Complete);
        sent.Skip(1).ShouldAllBe(batch => batch.Trigger == BatchTrigger.Divided);
        events.OfType<NodeStarted>().Count().ShouldBe(13);
    }

    [Fact]
    public async Task A_transient_fault_of_a_batch_tries_all_of_it_again_together()
    {
        var time = new ManualTime();
        var gang = new Gang<int, int>("x", (input, _) => input)
        {
            Transient = e => e is TimeoutException,
            Whole = (items, _) => items[0].Context.Attempt == 1 ? throw new TimeoutException("busy") : Task.CompletedTask,
        };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 5).Select(i => graph.Call(gang, i))];
        GraphRun run = new GraphRunner(new GraphRunnerOptions { TimeProvider = time }).Start(graph, nodes);
        await time.WaitForTimerAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        (await run.Completion.WaitAsync(TimeSpan.FromSeconds(20))).Executed.ShouldBe(5);
        gang.Sizes.ShouldBe([5, 5]);
        List<GraphEvent> events = await run.ReadAll();
        events.OfType<NodeRetried>().Count().ShouldBe(5);
        events.OfType<BatchCompleted>().Select(batch => batch.Failed).ShouldBe([5, 0]);
    }

    [Fact]
    public async Task A_transient_fault_that_stays_fails_every_item_without_dividing()
    {
        var gang = new Gang<int, int>("x", (input, _) => input) { Transient = _ => true, Whole = (_, _) => throw new TimeoutException("down") };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 4).Select(i => graph.Call(gang, i))];
        var options = new GraphRunnerOptions { Retry = new RetryPolicy { MaxAttempts = 2, BaseDelay = TimeSpan.Zero }, FailurePolicy = FailurePolicy.FinishRest };
        GraphResult result = await options.RunAsync(graph, nodes);
        result.Failures.Select(failure => (failure.Node, failure.Attempts)).ShouldBe(nodes.Select(node => ((Node)node, 2)));
        gang.Sizes.ShouldBe([4, 4]);
    }

    [Fact]
    public async Task An_item_that_is_tried_again_may_join_another_batch()
    {
        var time = new ManualTime();
        var gang = new Gang<(int Number, Node<int>? After), int>("x", (input, context) =>
            input.Number == 0 && context.Attempt == 1 ? throw new TimeoutException("busy") : input.Number)
        {
            Transient = e => e is TimeoutException,
            Limits = new BatchLimits { MaxItems = 3, Linger = Timeout.InfiniteTimeSpan },
        };
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new Step<int, int>("gate", async (input, _, _) =>
        {
            await opened.Task;
            return input;
        })
        { On = new Resource("gate") };
        var graph = new TaskGraph();
        Node<int> opens = graph.Call(gate, 1);
        Node<int>[] nodes =
            [.. Enumerable.Range(0, 3).Select(i => graph.Call(gang, (i, null))), .. Enumerable.Range(3, 2).Select(i => graph.Call(gang, (i, opens)))];
        GraphRun run = new GraphRunner(new GraphRunnerOptions { TimeProvider = time }).Start(graph, nodes);
        await time.WaitForTimerAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        opened.SetResult();
        GraphResult result = await run.Completion.WaitAsync(TimeSpan.FromSeconds(20));
        nodes.Select(result.Get).ShouldBe([0, 1, 2, 3, 4]);
        gang.Sizes.ShouldBe([3, 3]);
        gang.Batches.Last().ShouldBe([nodes[0].Key, nodes[3].Key, nodes[4].Key]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    public async Task A_wrong_number_of_results_is_named_in_each_failure(int count)
    {
        var operation = new Miscounting(count);
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 3).Select(i => graph.Call(operation, i))];
        (GraphResult result, _) = await Run(graph, nodes, new ManualTime(), 1);
        result.Failures.Count.ShouldBe(3);
        result.Failures.ShouldAllBe(failure => failure.Exception is GraphException && failure.Attempts == 1
            && failure.Exception.Message == $"operation miscounting gave {(count < 0 ? "null" : $"{count} results")} for a batch of 3 items");
        operation.Sent.ShouldBe(1);
    }

    [Fact]
    public async Task The_longer_of_backoff_and_retry_after_is_waited()
    {
        var policy = new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(10), Jitter = 0 };
        foreach ((int asked, int waited) in new[] { (3, 10), (25, 25) })
        {
            var time = new ManualTime();
            var gang = new Gang<int, int>("x", (_, context) => context.Attempt == 1 ? throw new TimeoutException() : 1)
            {
                Transient = _ => true,
                After = _ => TimeSpan.FromSeconds(asked),
            };
            var graph = new TaskGraph();
            Node<int> node = graph.Call(gang, 1);
            GraphRun run = new GraphRunner(new GraphRunnerOptions { TimeProvider = time, Retry = policy }).Start(graph, [node]);
            await time.WaitForTimerAsync();
            time.Advance(TimeSpan.FromSeconds(waited) - TimeSpan.FromTicks(1));
            gang.Sizes.Length.ShouldBe(1);
            time.Advance(TimeSpan.FromTicks(1));
            (await run.Completion.WaitAsync(TimeSpan.FromSeconds(20))).Get(node).ShouldBe(1);
            (await run.ReadAll()).OfType<NodeRetried>().ShouldHaveSingleItem().Delay.ShouldBe(TimeSpan.FromSeconds(waited));
        }
    }

    [Fact]
    public async Task Cancelling_while_a_batch_gathers_ends_the_run()
    {
        var time = new ManualTime();
        using var cancel = new CancellationTokenSource();
        var gang = new Gang<Node<int>, int>("x", (input, context) => context.Result(input));
        var gate = new Step<int, int>("gate", async (input, _, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return input;
        })
        { On = new Resource("gate") };
        var graph = new TaskGraph();
        Node<int> gathers = graph.Call(gang, graph.Value(1));
        Node<int> never = graph.Call(gang, graph.Call(gate, 1));
        GraphRun run = new GraphRunner(new GraphRunnerOptions { TimeProvider = time }).Start(graph, [gathers, never], cancel.Token);
        await time.WaitForTimerAsync();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(run.Completion.WaitAsync(TimeSpan.FromSeconds(20)));
        gang.Sizes.ShouldBeEmpty();
        ((RunCompleted)(await run.ReadAll())[^1]).NotRun.ShouldBe(3);
        SpinWait.SpinUntil(() => time.Pending == 0, TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_run_keeps_what_is_in_flight_and_starts_nothing_more()
    {
        var inFlight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thrown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gang = new Gang<int, int>("x", (input, _) => input)
        {
            Limits = new BatchLimits { MaxItems = 2 },
            Whole = async (items, _) =>
            {
                if (items[0].Input == 0)
                {
                    inFlight.SetResult();
                    await thrown.Task;
                }
                else
                {
                    await inFlight.Task;
                    thrown.SetResult();
                    throw new StopRunException("the budget of 1 USD is spent");
                }
            },
        };
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 8).Select(i => graph.Call(gang, i))];
        using var folder = new TemporaryFolder();
        var store = new FileResultStore(folder.Path);
        (GraphResult result, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 2, store: store);
        result.StopReason.ShouldBe("the budget of 1 USD is spent");
        result.Succeeded.ShouldBeFalse();
        result.Failures.ShouldBeEmpty();
        result.NotRun.ShouldBe(nodes[2..]);
        (result.Get(nodes[0]), result.Get(nodes[1])).ShouldBe((0, 1));
        Should.Throw<GraphException>(() => result.Get(nodes[7])).Message.ShouldContain("the budget of 1 USD is spent");
        Should.Throw<GraphException>(result.ThrowIfFailed).Message.ShouldContain("the budget of 1 USD is spent");
        ((RunCompleted)events[^1]).Outcome.ShouldBe(RunOutcome.Stopped);
        gang.Sizes.ShouldBe([2, 2]);

        var next = new Gang<int, int>("x", (input, _) => input);
        var again = new TaskGraph();
        Node<int>[] rest = [.. Enumerable.Range(0, 8).Select(i => again.Call(next, i))];
        (GraphResult resumed, _) = await Run(again, rest, new ManualTime(), 2, store: store);
        (resumed.Executed, resumed.FromStore).ShouldBe((6, 2));
        rest.Select(resumed.Get).ShouldBe(Enumerable.Range(0, 8));
    }

    [Fact]
    public async Task A_batch_is_saved_at_once_and_an_item_that_cannot_be_stored_fails_alone()
    {
        var store = new BulkStore(refused: 2);
        var gang = new Gang<int, int>("x", (input, _) => input);
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 4).Select(i => graph.Call(gang, i))];
        (GraphResult result, _) = await Run(graph, nodes, new ManualTime(), 1, store: store);
        NodeFailure failure = result.Failures.ShouldHaveSingleItem();
        failure.Node.ShouldBe(nodes[2]);
        failure.Exception.ShouldBeOfType<GraphException>().Message.ShouldContain("could not be stored: no room for 2");
        store.Bulks.ShouldBe([4]);
        store.Kept.Values.Order().ShouldBe([0, 1, 3]);
    }

    private sealed class Miscounting(int count) : BatchOperation<int, int>
    {
        public int Sent { get; private set; }

        public override string Name => "miscounting";

        public override int Version => 1;

        public override bool IsTransient(Exception exception) => true;

        public override ValueTask<IReadOnlyList<BatchResult<int>>> InvokeBatchAsync(
            IReadOnlyList<BatchItem<int>> items, CancellationToken cancellationToken)
        {
            Sent++;
            return new(count < 0 ? null! : new BatchResult<int>[count]);
        }
    }

    private sealed class BulkStore(int refused) : IResultStore
    {
        public List<int> Bulks { get; } = [];

        public Dictionary<NodeKey, int> Kept { get; } = [];

        public StoreLookup<T> Find<T>(ResultAddress address) => default;

        public void Save<T>(ResultAddress address, T result)
        {
            if ((int)(object)result! == refused)
            {
                throw new IOException($"no room for {refused}");
            }

            Kept[address.Key] = (int)(object)result;
        }

        public void SaveAll<T>(IReadOnlyList<KeyValuePair<ResultAddress, T>> results)
        {
            Bulks.Add(results.Count);
            throw new IOException("no room");
        }

        public string? WhyNotStorable(Type resultType) => null;
    }
}
