namespace Portolan.Graph.Tests;

public class RetryTests
{
    private static readonly Resource Remote = new("remote");

    [Fact]
    public async Task A_transient_fault_is_tried_again_after_its_delay_and_not_before()
    {
        var time = new ManualTime();
        var tries = new List<int>();
        var operation = Flaky(tries, succeedsAt: 3);
        var graph = new TaskGraph();
        Node<int> node = graph.Call(operation, 1);
        var policy = new RetryPolicy { MaxAttempts = 3, BaseDelay = TimeSpan.FromSeconds(10), Seed = 5 };
        GraphRun run = new GraphRunner(new GraphRunnerOptions { Retry = policy, TimeProvider = time }).Start(graph, [node]);

        for (int attempt = 1; attempt <= 2; attempt++)
        {
            await time.WaitForTimerAsync();
            time.Advance(policy.DelayAfter(node.Key, attempt) - TimeSpan.FromTicks(1));
            tries.Count.ShouldBe(attempt);
            time.Advance(TimeSpan.FromTicks(1));
        }

        (await run.Completion).Get(node).ShouldBe(3);
        tries.ShouldBe([1, 2, 3]);
        List<GraphEvent> events = await run.ReadAll();
        events.OfType<NodeRetried>().Select(one => (one.Attempt, one.Delay))
            .ShouldBe([(1, policy.DelayAfter(node.Key, 1)), (2, policy.DelayAfter(node.Key, 2))]);
        events.OfType<NodeStarted>().Select(one => one.Attempt).ShouldBe([1, 2, 3]);
        events.OfType<NodeRetried>().ShouldAllBe(one => one.Reason is TimeoutException);
    }

    [Fact]
    public async Task The_last_try_is_final_and_its_exception_is_kept()
    {
        var tries = new List<int>();
        var graph = new TaskGraph();
        Node<int> node = graph.Call(Flaky(tries, succeedsAt: 99), 1);
        GraphResult result = await new GraphRunnerOptions { Retry = new RetryPolicy { MaxAttempts = 4, BaseDelay = TimeSpan.Zero } }.RunAsync(graph, node);
        tries.ShouldBe([1, 2, 3, 4]);
        NodeFailure failure = result.Failures.ShouldHaveSingleItem();
        failure.Attempts.ShouldBe(4);
        failure.Exception.ShouldBeOfType<TimeoutException>().Message.ShouldBe("try 4");
    }

    [Fact]
    public async Task What_the_operation_does_not_call_transient_is_not_tried_again()
    {
        int calls = 0;
        var graph = new TaskGraph();
        Node<int> node = graph.Call(
            new Step<int, int>("x", (_, _) => ++calls > 0 ? throw new InvalidDataException("bad") : 0) { Transient = e => e is TimeoutException }, 1);
        GraphResult result = await new GraphRunnerOptions().RunAsync(graph, node);
        calls.ShouldBe(1);
        result.Failures.ShouldHaveSingleItem().Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_waiting_node_leaves_its_resource_to_others()
    {
        var time = new ManualTime();
        var graph = new TaskGraph();
        Node<int> flaky = graph.Call(Flaky([], succeedsAt: 2, Remote), 1);
        Node<int> other = graph.Call(new Step<int, int>("other", (input, _) => input) { On = Remote }, 7);
        GraphRun run = new GraphRunner(new GraphRunnerOptions { TimeProvider = time }).Start(graph, [flaky, other]);
        bool advanced = false;
        await foreach (GraphEvent one in run.Events)
        {
            if (one is NodeCompleted done && ReferenceEquals(done.Node, other))
            {
                // Limit 1 and still done, although the first has not come back yet.
                await time.WaitForTimerAsync();
                time.Advance(TimeSpan.FromMinutes(1));
                advanced = true;
            }
        }

        advanced.ShouldBeTrue();
        (await run.Completion).Get(flaky).ShouldBe(2);
    }

    [Fact]
    public async Task Cancelling_while_a_node_waits_ends_the_run_and_its_timer()
    {
        var time = new ManualTime();
        var graph = new TaskGraph();
        Node<int> node = graph.Call(Flaky([], succeedsAt: 2), 1);
        using var cancel = new CancellationTokenSource();
        GraphRun run = new GraphRunner(new GraphRunnerOptions { TimeProvider = time }).Start(graph, [node], cancel.Token);
        await time.WaitForTimerAsync();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(run.Completion.WaitAsync(TimeSpan.FromSeconds(20)));
        SpinWait.SpinUntil(() => time.Pending == 0, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        ((RunCompleted)(await run.ReadAll())[^1]).Outcome.ShouldBe(RunOutcome.Cancelled);
    }

    [Fact]
    public async Task An_IsTransient_that_throws_is_a_failure_with_both_exceptions()
    {
        var graph = new TaskGraph();
        Node<int> node = graph.Call(
            new Step<int, int>("x", int (_, _) => throw new TimeoutException()) { Transient = _ => throw new NotSupportedException() }, 1);
        GraphResult result = await new GraphRunnerOptions().RunAsync(graph, node);
        result.Failures.ShouldHaveSingleItem().Exception.ShouldBeOfType<AggregateException>().InnerExceptions
            .Select(inner => inner.GetType()).ShouldBe([typeof(TimeoutException), typeof(NotSupportedException)]);
    }

    [Fact]
    public void Delays_double_up_to_the_cap_and_jitter_stays_in_its_range()
    {
        NodeKey key = new TaskGraph().Call(new Number(), 1).Key;
        var policy = new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(60), Jitter = 0.5 };
        for (int attempt = 1; attempt < 2000; attempt += attempt < 10 ? 1 : 97)
        {
            double full = Math.Min(Math.Pow(2, attempt - 1), 60);
            policy.DelayAfter(key, attempt).TotalSeconds.ShouldBeInRange((full * 0.5) - 1e-6, full);
        }

        (policy with { Jitter = 0 }).DelayAfter(key, 3).ShouldBe(TimeSpan.FromSeconds(4));
        policy.DelayAfter(key, 2).ShouldBe(policy.DelayAfter(key, 2));
        (policy with { Seed = 1 }).DelayAfter(key, 2).ShouldNotBe(policy.DelayAfter(key, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => policy.DelayAfter(key, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new GraphRunner(new GraphRunnerOptions { Retry = policy with { Jitter = double.NaN } }));
        Should.Throw<ArgumentOutOfRangeException>(() => new GraphRunner(new GraphRunnerOptions { Retry = policy with { MaxAttempts = 0 } }));
    }

    private static Step<int, int> Flaky(List<int> tries, int succeedsAt, Resource? resource = null) => new("flaky", (_, context) =>
    {
        tries.Add(context.Attempt);
        return context.Attempt < succeedsAt ? throw new TimeoutException($"try {context.Attempt}") : context.Attempt;
    })
    {
        Transient = e => e is TimeoutException,
        On = resource ?? Resource.Cpu,
    };
}
