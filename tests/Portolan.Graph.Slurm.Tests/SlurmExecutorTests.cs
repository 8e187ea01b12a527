using Portolan.Graph.Slurm.Internals;

namespace Portolan.Graph.Slurm.Tests;

public sealed class SlurmExecutorTests
{
    private const int Leaves = 6;

    [Fact]
    public async Task Stages_are_arrays_that_wait_for_the_end_of_those_before()
    {
        using var run = new ClusterRun(ThreeStages);
        (GraphResult result, List<GraphEvent> events) = await run.RunAsync();
        result.Get((Node<long>)run.Outputs[^1]).ShouldBe(await LocallyAsync(ThreeStages));
        run.Slurm.Submitted.Select(array => (array.TaskCount, string.Join(' ', array.After))).ShouldBe([(Leaves, ""), (Leaves, "1"), (1, "2")]);
        events[0].ShouldBe(new RunStarted((2 * Leaves) + 1, (2 * Leaves) + 1, 0, (2 * Leaves) + 1));
        events.OfType<NodeCompleted>().Count().ShouldBe((2 * Leaves) + 1);
        events.OfType<NodeStarted>().ShouldAllBe(started => started.Attempt == 1);
        events[^1].ShouldBeOfType<RunCompleted>().Outcome.ShouldBe(RunOutcome.Succeeded);
    }

    [Fact]
    public async Task Random_graphs_give_what_a_run_in_this_process_gives_whatever_happens_to_their_tasks()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            int shape = random.Next();
            using var run = new ClusterRun(graph => RandomGraph(graph, new Random(shape)));
            run.Options = run.Options with { NodesPerTask = random.Next(4), ArrayLimit = random.Next(1, 6), MaxAttempts = 50 };
            run.Slurm.FateOf = (_, _) => random.Next(3) == 0 ? (Fate)random.Next(7) : Fate.Runs;
            (GraphResult result, List<GraphEvent> events) = await run.RunAsync();
            GraphResult local = await new GraphRunner().Start(run.Graph, run.Outputs).Completion;
            foreach (Node<long> output in run.Outputs.Cast<Node<long>>())
            {
                result.Get(output).ShouldBe(local.Get(output), $"seed {seed}");
            }

            // Each is completed once, and after what it needs.
            List<Node> completed = [.. events.OfType<NodeCompleted>().Select(done => done.Node)];
            completed.Distinct().Count().ShouldBe(completed.Count);
        }
    }

    [Theory]
    [InlineData(Fate.VanishesUnheard)]
    [InlineData(Fate.VanishesInMidWork)]
    [InlineData(Fate.IsHeld)]
    public async Task What_is_lost_is_submitted_again_alone(object fate)
    {
        using var run = new ClusterRun(ThreeStages);
        run.Slurm.FateOf = (array, index) => array == 1 && index == 2 ? (Fate)fate : Fate.Runs;
        (GraphResult result, List<GraphEvent> events) = await run.RunAsync();
        result.Get((Node<long>)run.Outputs[^1]).ShouldBe(await LocallyAsync(ThreeStages));
        run.Tasks(4).ShouldBe([["leaf 2"]]);
        NodeRetried retried = events.OfType<NodeRetried>().ShouldHaveSingleItem();
        retried.Node.Label.ShouldBe("leaf 2");
        retried.Attempt.ShouldBe(1);
        if (fate is Fate.IsHeld)
        {
            // That is known at once, so that what needs it is told to wait for it too.
            run.Slurm.Changed.Select(change => $"{change.Job} after {string.Join(' ', change.After)}").ShouldBe(["2 after 1 4"]);
            run.Slurm.Submitted.Count.ShouldBe(4);
            return;
        }

        // What needs it was passed over and follows, alone as well.
        Enumerable.Range(5, run.Slurm.Submitted.Count - 4).SelectMany(run.Tasks).SelectMany(task => task).ShouldBe(["middle 2", "root"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_result_that_was_kept_counts_even_if_its_task_could_not_say_so()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Slurm.FateOf = (array, _) => array == 1 ? Fate.VanishesAfterWork : Fate.Runs;
        (_, List<GraphEvent> events) = await run.RunAsync();
        run.Slurm.Submitted.Count.ShouldBe(3);
        events.OfType<NodeRetried>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Fate.IsRequeued)]
    [InlineData(Fate.RunsTwice)]
    public async Task A_task_that_is_requeued_or_runs_twice_does_no_harm(object fate)
    {
        using var run = new ClusterRun(ThreeStages);
        run.Slurm.FateOf = (_, index) => index % 2 == 0 ? (Fate)fate : Fate.Runs;
        (GraphResult result, List<GraphEvent> events) = await run.RunAsync();
        result.Get((Node<long>)run.Outputs[^1]).ShouldBe(await LocallyAsync(ThreeStages));
        run.Slurm.Submitted.Count.ShouldBe(3);
        events.OfType<NodeCompleted>().Count().ShouldBe((2 * Leaves) + 1);
    }

    [Fact]
    public async Task A_node_that_fails_everywhere_ends_the_run_with_its_reason_host_and_hint()
    {
        using var run = new ClusterRun(graph => Failing(graph, "leaf 1"));
        (GraphResult result, List<GraphEvent> events) = await run.RunAsync();
        NodeFailure failure = result.Failures.ShouldHaveSingleItem();
        failure.Attempts.ShouldBe(3);
        failure.Exception.ShouldBeOfType<SlurmException>().Message.ShouldBe("leaf 1 does not work (on n2)");
        ((SlurmException)failure.Exception).Hint.ShouldBe("a hint");
        events.OfType<NodeRetried>().Count().ShouldBe(2);
        events[^1].ShouldBeOfType<RunCompleted>().Outcome.ShouldBe(RunOutcome.Failed);
        run.Slurm.Submitted.Count(array => array.TaskCount == 1).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task The_rest_is_finished_when_that_is_asked_for()
    {
        using var run = new ClusterRun(graph => Failing(graph, "leaf 1")) { FailurePolicy = FailurePolicy.FinishRest };
        (GraphResult result, List<GraphEvent> events) = await run.RunAsync();
        result.Failures.ShouldHaveSingleItem().Node.Label.ShouldBe("leaf 1");
        result.NotRun.Select(node => node.Label).ShouldBe(["middle 1", "root"]);
        result.Executed.ShouldBe((2 * Leaves) - 2);
        events.OfType<NodeSkipped>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Arrays_are_no_larger_than_asked_for_and_than_the_cluster_allows()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Slurm = new FakeSlurm(run.Open) { MaxArraySize = 4 };
        run.Options = run.Options with { NodesPerTask = 1, ArrayLimit = 5 };
        await run.RunAsync();
        run.Slurm.Submitted.Select(array => array.TaskCount).ShouldBe([4, 2, 4, 2, 1]);
        run.Slurm.Submitted[2].After.ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_stage_is_one_array_when_nothing_else_is_asked_for()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Options = run.Options with { ArrayLimit = 4 };
        await run.RunAsync();
        run.Slurm.Submitted.Select(array => array.TaskCount).ShouldBe([3, 3, 1]);
        run.Tasks(1).ShouldBe([["leaf 0", "leaf 1"], ["leaf 2", "leaf 3"], ["leaf 4", "leaf 5"]]);
    }

    [Fact]
    public async Task What_is_in_the_store_is_not_run_again()
    {
        using var run = new ClusterRun(ThreeStages);
        await run.RunAsync();
        (GraphResult again, List<GraphEvent> events) = await run.RunAsync();
        run.Slurm.Submitted.Count.ShouldBe(3);
        again.FromStore.ShouldBe(1);
        events[0].ShouldBe(new RunStarted((2 * Leaves) + 1, (2 * Leaves) + 1, 1, 0));
    }

    [Fact]
    public async Task Who_comes_back_follows_the_jobs_that_are_queued_and_submits_none_twice()
    {
        using var run = new ClusterRun(ThreeStages);
        SlurmOptions attached = run.Options;
        run.Options = run.Options with { Detach = true };
        GraphRun detached = run.Start();
        SlurmDetachedException exception = await Should.ThrowAsync<SlurmDetachedException>(detached.Completion);
        exception.Nodes.ShouldBe((2 * Leaves) + 1);
        run.Options = attached;
        (GraphResult result, _) = await run.RunAsync();
        result.Get((Node<long>)run.Outputs[^1]).ShouldBe(await LocallyAsync(ThreeStages));
        run.Slurm.Submitted.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Jobs_of_another_plan_in_the_same_directory_are_cancelled()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Options = run.Options with { Detach = true };
        run.Slurm.IsOpen = false;
        await Should.ThrowAsync<SlurmDetachedException>(run.Start().Completion);
        using var other = new ClusterRun(graph => [graph.Call(new Sum("test/other"), new SumInput(5, []))]);
        FakeSlurm slurm = run.Slurm;
        var executor = new SlurmExecutor(run.Options, new GraphRunnerOptions { Store = run.Store }, slurm);
        await Should.ThrowAsync<SlurmDetachedException>(executor.Start(other.Graph, other.Outputs).Completion);
        slurm.Cancelled.ShouldBe(["1", "2", "3"], ignoreOrder: true);
        run.Tasks(1).ShouldBe([["test/other"]]);
    }

    [Fact]
    public async Task Cancelling_cancels_the_jobs()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Slurm.IsOpen = false;
        using var stop = new CancellationTokenSource();
        run.Slurm.Silence = look =>
        {
            if (look == 3)
            {
                stop.Cancel();
            }

            return null;
        };
        GraphRun started = run.Start(stop.Token);
        await Should.ThrowAsync<OperationCanceledException>(started.Completion);
        (await ClusterRun.EventsOf(started))[^1].ShouldBeOfType<RunCompleted>().Outcome.ShouldBe(RunOutcome.Cancelled);
        run.Slurm.Cancelled.ShouldBe(["1", "2", "3"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_controller_that_is_silent_for_a_while_is_waited_for()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Slurm.Silence = look => look is > 1 and < 5 ? new SlurmException("squeue failed: Unable to contact slurm controller") : null;
        (GraphResult result, _) = await run.RunAsync();
        result.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_controller_that_stays_silent_ends_the_run()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Options = run.Options with { OutageLimit = TimeSpan.Zero };
        run.Slurm.Silence = look => look > 1 ? new SlurmException("squeue failed: Unable to contact slurm controller") : null;
        (await Should.ThrowAsync<SlurmException>(run.Start().Completion)).Message.ShouldContain("Unable to contact");
    }

    [Fact]
    public async Task A_limit_on_submitted_jobs_only_delays_the_later_stages()
    {
        using var run = new ClusterRun(ThreeStages);
        int refusals = 0;
        run.Slurm.Refusal = number => number == 2 && ++refusals < 4 ? new SlurmException("sbatch failed: AssocMaxSubmitJobLimit") : null;
        (GraphResult result, _) = await run.RunAsync();
        result.Get((Node<long>)run.Outputs[^1]).ShouldBe(await LocallyAsync(ThreeStages));
    }

    [Fact]
    public async Task A_refusal_of_the_first_job_ends_the_run_and_leaves_no_submission()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Slurm.Refusal = _ => new SlurmException("sbatch failed: invalid partition specified: x");
        await Should.ThrowAsync<SlurmException>(run.Start().Completion);
        new RunFiles(run.Options.RunDirectory).Submissions().ShouldBeEmpty();
    }

    [Fact]
    public async Task Tasks_that_make_another_graph_say_so()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Slurm = new FakeSlurm(() => new PlannedGraph(new TaskGraph(), run.Store));
        (GraphResult result, _) = await run.RunAsync();
        result.Failures[0].Exception.Message.ShouldContain("settings, inputs or models have changed");
        ((SlurmException)result.Failures[0].Exception).Hint!.ShouldContain("planned anew");
    }

    [Fact]
    public async Task Outputs_that_are_not_kept_are_computed_here()
    {
        static IReadOnlyList<Node> Build(TaskGraph graph)
        {
            Node<long> leaf = graph.Call(new Sum(), new SumInput(3, []));
            return [graph.Call(new Sum("test/light", persist: false), new SumInput(4, [leaf]))];
        }

        using var run = new ClusterRun(Build);
        (GraphResult result, _) = await run.RunAsync();
        result.Get((Node<long>)run.Outputs[0]).ShouldBe((4 * 31) + 3);
        run.Slurm.Submitted.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Stages_ask_for_what_is_theirs()
    {
        using var run = new ClusterRun(ThreeStages);
        run.Options = run.Options with
        {
            Resources = new JobResources("01:00:00", "1G"),
            StageResources = new Dictionary<string, JobResources> { ["middle"] = new(Memory: "16G", Processors: 4) },
        };
        await run.RunAsync();
        run.Slurm.Submitted.Select(array => array.Resources).ShouldBe(
            [new JobResources("01:00:00", "1G"), new JobResources("01:00:00", "16G", 4), new JobResources("01:00:00", "1G")]);
    }

    [Fact]
    public async Task Status_logs_and_cancelling_speak_of_nodes()
    {
        using var run = new ClusterRun(graph => Failing(graph, "leaf 1"));
        run.Slurm.FateOf = (array, index) => array == 1 && index == 3 ? Fate.VanishesInMidWork : Fate.Runs;
        (await run.RunAsync()).Result.Succeeded.ShouldBeFalse();
        SlurmJobs jobs = SlurmJobs.Open(run.Options.RunDirectory, run.Slurm);
        IReadOnlyList<NodeStatus> status = await jobs.StatusAsync();
        status.Count.ShouldBe((2 * Leaves) + 1);
        NodeStatus failed = status.Single(node => node.Label == "leaf 1");
        (failed.State, failed.Attempts, failed.Host, failed.Reason, failed.Stage).ShouldBe((NodeState.Failed, 3, "n2", "leaf 1 does not work", "leaf"));
        status.Single(node => node.Label == "leaf 0").State.ShouldBe(NodeState.Done);
        status.Single(node => node.Label == "leaf 3").Attempts.ShouldBe(2);
        status.Single(node => node.Label == "root").State.ShouldBe(NodeState.Waiting);
        jobs.Logs("leaf 1").Select(log => (log.Attempt, log.Host)).ShouldBe([(1, "n2"), (2, "n2"), (3, "n2")]);
        jobs.Logs(failed.Key.ToString()[..20]).Count.ShouldBe(3);
        Should.Throw<SlurmException>(() => jobs.Logs("leaf 9")).Message.ShouldBe("there is no node 'leaf 9' in this run");
        (await jobs.CancelAsync()).ShouldBe(0);
    }

    [Fact]
    public void A_run_that_is_not_there_is_an_error_with_a_hint() =>
        Should.Throw<SlurmException>(() => SlurmJobs.Open("/nonexistent/work/slurm")).Hint.ShouldBe("it is removed when its build is finished");

    [Fact]
    public void Only_a_store_in_files_will_do() =>
        Should.Throw<ArgumentException>(() => new SlurmExecutor(
            new SlurmOptions { RunDirectory = "x", Kind = "test", Settings = default, TaskCommand = ["x"] }, new GraphRunnerOptions()));

    private static IReadOnlyList<Node> ThreeStages(TaskGraph graph) => Failing(graph, null);

    private static IReadOnlyList<Node> Failing(TaskGraph graph, string? failing)
    {
        var leaf = new Sum("test/leaf", before: (input, _) =>
        {
            if ($"leaf {input.Salt}" == failing)
            {
                throw new InvalidDataException($"{failing} does not work");
            }
        });
        var middle = new Sum("test/middle");
        Node<long>[] middles = [.. Enumerable.Range(0, Leaves).Select(i => graph.Call(middle, new SumInput(i, [graph.Call(leaf, new SumInput(i, []), $"leaf {i}")]), $"middle {i}"))];
        return [graph.Call(new Sum("test/root"), new SumInput(1, middles), "root")];
    }

    private static IReadOnlyList<Node> RandomGraph(TaskGraph graph, Random random)
    {
        Sum[] operations = [new("test/a"), new("test/b"), new("test/c"), new("test/light", persist: false)];
        var nodes = new List<Node<long>>();
        for (int i = 0; i < 24; i++)
        {
            Node<long>[] parts = [.. Enumerable.Range(0, random.Next(0, Math.Min(4, nodes.Count + 1))).Select(_ => nodes[random.Next(nodes.Count)])];
            nodes.Add(graph.Call(operations[random.Next(operations.Length)], new SumInput(random.Next(3), parts), $"node {i}"));
        }

        return [.. nodes.Where((_, i) => i % 5 == 0), nodes[^1]];
    }

    private static async Task<long> LocallyAsync(Func<TaskGraph, IReadOnlyList<Node>> build)
    {
        var graph = new TaskGraph();
        IReadOnlyList<Node> outputs = build(graph);
        return (await new GraphRunner().Start(graph, outputs).Completion).Get((Node<long>)outputs[^1]);
    }
}
