using Portolan.Testing;

namespace Portolan.Graph.Tests.Stores;

/// <summary>A run that ended early, for whatever reason, and its successor over the same store.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 16)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_run_that_died_at_a_random_point_is_finished_without_repeating_work(int seed)
    {
        var store = new FileResultStore(folder.Path);
        int budget = new Random(seed).Next(1, 40);
        using var cancel = new CancellationTokenSource();
        int calls = 0;
        Mixer[] dying = RandomGraph.Mixers(async (input, context, token) =>
        {
            await GraphRunnerPropertyTests.Dawdle(seed)(input, context, token);
            if (Interlocked.Increment(ref calls) == budget)
            {
                if (seed % 2 == 0)
                {
                    await cancel.CancelAsync();
                    token.ThrowIfCancellationRequested();
                }

                throw new InvalidDataException("died");
            }
        });
        var options = new GraphRunnerOptions { Store = store, Limits = GraphRunnerPropertyTests.Limits(2, 2, 2) };
        var first = new RandomGraph(seed, dying, size: 30);
        try
        {
            (await new GraphRunner(options).Start(first.Graph, first.Outputs, cancel.Token).Completion).Succeeded.ShouldBe(budget > calls);
        }
        catch (OperationCanceledException)
        {
            cancel.IsCancellationRequested.ShouldBeTrue();
        }

        int done = dying.Sum(mixer => mixer.Executed);
        Directory.GetFiles(folder.Path).Length.ShouldBe(done);

        Mixer[] sound = RandomGraph.Mixers();
        var second = new RandomGraph(seed, sound, size: 30);
        GraphResult result = await options.RunAsync(second.Graph, second.Outputs);

        result.Succeeded.ShouldBeTrue();
        foreach (Node<long> output in second.Outputs)
        {
            result.Get(output).ShouldBe(second.Expected[output]);
        }

        sound.Sum(mixer => mixer.Executed).ShouldBe(second.Needed.Count - done);
        result.Executed.ShouldBe(second.Needed.Count - done);
        result.FromStore.ShouldBeLessThanOrEqualTo(done);

        GraphResult third = await options.RunAsync(second.Graph, second.Outputs);
        (third.Executed, third.FromStore).ShouldBe((0, second.Outputs.Select(output => output.Key).Distinct().Count()));
    }

    [Fact]
    public async Task Missing_output_files_rerun_just_their_nodes()
    {
        var store = new FileResultStore(folder.File("results"), folder.Path);
        var runs = new List<string>();
        var write = new Step<string, FileResultStoreTests.Shard>("write", (input, _) =>
        {
            lock (runs)
            {
                runs.Add(input);
            }

            folder.Write(input, [1, 2]);
            return new FileResultStoreTests.Shard(input, 2, [new ResultFile(input, 2)]);
        });
        var count = new Step<Node<FileResultStoreTests.Shard>[], int>("count", (input, context) => input.Sum(one => context.Result(one).Count));
        var graph = new TaskGraph();
        Node<FileResultStoreTests.Shard>[] shards = [.. "abcd".Select(name => graph.Call(write, name.ToString()))];
        Node<int> total = graph.Call(count, shards);
        var options = new GraphRunnerOptions { Store = store };
        await options.RunAsync(graph, [.. shards, total]);
        runs.Clear();

        File.Delete(folder.File("b"));
        File.WriteAllText(folder.File("d"), "longer");
        GraphRun run = new GraphRunner(options).Start(graph, [.. shards, total]);
        List<GraphEvent> events = await run.ReadAll();

        (await run.Completion).Get(total).ShouldBe(8);
        runs.Order(StringComparer.Ordinal).ShouldBe(["b", "d"]);
        events.OfType<StoredResultRejected>().Select(one => one.Node).ShouldBe([shards[1], shards[3]]);
        events.OfType<NodeCompleted>().Where(one => one.FromStore).Select(one => one.Node).ShouldBe([shards[0], shards[2], total]);
        events[0].ShouldBe(new RunStarted(5, 5, 3, 2));

        // Nobody asks for the shards themselves: the stored total is enough, whatever has become of them.
        runs.Clear();
        File.Delete(folder.File("a"));
        (await options.RunAsync(graph, total)).Get(total).ShouldBe(8);
        runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_entry_is_reported_run_again_and_replaced()
    {
        var store = new FileResultStore(folder.Path);
        var number = new Number();
        var graph = new TaskGraph();
        Node<int> node = graph.Call(number, 3);
        var options = new GraphRunnerOptions { Store = store };
        await options.RunAsync(graph, node);
        File.WriteAllText(store.PathOf(node.Key), "{");
        GraphRun run = new GraphRunner(options).Start(graph, [node]);
        (await run.ReadAll()).OfType<StoredResultRejected>().ShouldHaveSingleItem().Reason.ShouldContain("is not JSON");
        (await run.Completion).Get(node).ShouldBe(3);
        number.Calls[3].ShouldBe(2);
        (await options.RunAsync(graph, node)).FromStore.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_persistent_runs_each_time_and_only_when_needed()
    {
        var store = new FileResultStore(folder.Path);
        var cheap = new Mixer(Resource.Cpu, persist: false);
        var kept = new Mixer(Resource.Disk);
        var graph = new TaskGraph();
        Node<long> start = graph.Call(cheap, new Mix(1, []));
        Node<long> end = graph.Call(kept, new Mix(2, [start]));
        var options = new GraphRunnerOptions { Store = store };
        await options.RunAsync(graph, end);
        await options.RunAsync(graph, end);
        (cheap.Executed, kept.Executed).ShouldBe((1, 1));
        await options.RunAsync(graph, end, start);
        (cheap.Executed, kept.Executed).ShouldBe((2, 1));
        File.Exists(store.PathOf(start.Key)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_fails_its_node_once()
    {
        string file = folder.Write("in-the-way", "a file where the store wants a directory");
        int calls = 0;
        var graph = new TaskGraph();
        Node<int> node = graph.Call(new Step<int, int>("x", (_, _) => ++calls) { Transient = e => e is IOException }, 1);
        GraphResult result = await new GraphRunnerOptions { Store = new FileResultStore(Path.Combine(file, "results")) }.RunAsync(graph, node);
        result.Failures.ShouldHaveSingleItem().Exception.ShouldBeOfType<GraphException>().Message.ShouldContain("could not be stored");
        calls.ShouldBe(1);
    }
}
