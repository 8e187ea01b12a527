namespace Portolan.Graph.Tests.Batches;

/// <summary>Optimised, batched, parallel execution of random graphs against naive execution, one call after the other.</summary>
public class BatchPropertyTests
{
    private const int Cases = 60;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 10)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Batched_execution_is_the_same_as_naive_execution(int block)
    {
        for (int seed = block * Cases; seed < (block + 1) * Cases; seed++)
        {
            Story naive = await RunAsync(seed, naive: true);
            Story batched = await RunAsync(seed, naive: false);
            batched.Text.ShouldBe(naive.Text, $"seed {seed}");

            // Each distinct key once, and once more where its own fault was transient.
            foreach (Story story in new[] { naive, batched })
            {
                story.Calls.ShouldAllBe(
                    call => call.Count() == 1
                        || (call.Count() == 2 && story.Graph.FaultOf(call.Key) == Fault.TransientItem)
                        || (call.Count() == 2 && story.Graph.FaultOf(call.Key) == Fault.TransientBatch),
                    $"seed {seed}");
            }

            batched.Calls.Select(call => call.Key).ToHashSet().SetEquals(naive.Calls.Select(call => call.Key)).ShouldBeTrue($"seed {seed}");
        }
    }

    private static async Task<Story> RunAsync(int seed, bool naive)
    {
        var time = new ManualTime();
        var graph = new TaskGraph();
        var random = new RandomBatchGraph(seed, graph, faults: seed % 3 > 0);
        var delays = new Random(seed + 1);
        random.Before = async () =>
        {
            // A delay on the clock that the test moves, in half of the batches.
            int ms;
            lock (delays)
            {
                ms = naive ? 0 : delays.Next(4) * 5;
            }

            if (ms > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(ms), time);
            }
        };
        int limit = naive ? 1 : 1 + (seed % 3);
        var options = new GraphRunnerOptions
        {
            TimeProvider = time,
            FailurePolicy = FailurePolicy.FinishRest,

            // A call is tried again with its batch, so how often depends on its company.
            Retry = new RetryPolicy { MaxAttempts = 1000, BaseDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(40) },
            Limits = new Dictionary<Resource, int>
            {
                [Resource.Cpu] = naive ? 1 : 2,
                [new("remote0")] = limit,
                [new("remote1")] = limit,
                [new("remote2")] = limit,
            },
        };
        if (naive)
        {
            // No batches: every call alone, by an operation that takes one.
            options = options with { Passes = [new CullPass(), new MergePass()] };
            foreach (Gang<Part, long> gang in random.Gangs)
            {
                gang.One = true;
            }
        }

        GraphRun run = new GraphRunner(options).Start(graph, random.Outputs);
        while (!run.Completion.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(naive ? 50 : 3));
            await Task.Yield();
        }

        GraphResult result = await run.Completion;
        List<GraphEvent> events = await run.ReadAll();
        CheckLimits(random, events, limit, naive, seed);
        IEnumerable<string> outputs = random.Outputs.Select(output =>
        {
            try
            {
                return $"{output.Key} {result.Get(output)}";
            }
            catch (GraphException e)
            {
                return $"{output.Key} {e.InnerException!.Message}";
            }
        });
        IEnumerable<string> failures = result.Failures.Select(failure => $"{failure.Node.Key} {failure.Exception.Message}").Order(StringComparer.Ordinal);
        IEnumerable<string> skipped = result.NotRun.Select(node => node.Key.ToString()).Order(StringComparer.Ordinal);
        return new Story(string.Join('\n', [.. outputs, "failed", .. failures, "skipped", .. skipped]), random.Calls.ToLookup(call => call.Key), random);
    }

    private static void CheckLimits(RandomBatchGraph random, List<GraphEvent> events, int limit, bool naive, int seed)
    {
        var inFlight = new Dictionary<Resource, int>();
        var resourceOf = new Dictionary<int, Resource>();
        foreach (GraphEvent one in events)
        {
            if (one is BatchStarted started)
            {
                var gang = (Gang<Part, long>)started.Nodes[0].Operation;
                started.Nodes.Length.ShouldBeLessThanOrEqualTo(naive ? 1 : gang.Limits.MaxItems, $"seed {seed}");
                started.Nodes.Select(node => node.Index).ShouldBeInOrder(SortDirection.Ascending, $"seed {seed}");
                started.Nodes.ShouldAllBe(node => node.OperationName == gang.Name && Equals(node.Operation.Parameters, gang.Parameters) && node.Operation.Resource == gang.On);
                resourceOf[started.Batch] = gang.On;
                inFlight[gang.On] = inFlight.GetValueOrDefault(gang.On) + 1;
                inFlight[gang.On].ShouldBeLessThanOrEqualTo(limit, $"seed {seed}");
            }
            else if (one is BatchCompleted completed)
            {
                inFlight[resourceOf[completed.Batch]]--;
            }
        }

        inFlight.Values.ShouldAllBe(count => count == 0);
        foreach (Gang<Part, long> gang in random.Gangs)
        {
            gang.Costs.ShouldAllBe(batch => batch.Items == 1 || batch.Cost <= gang.Limits.MaxCost, $"seed {seed}");
        }
    }

    private sealed record Story(string Text, ILookup<NodeKey, (NodeKey Key, int Attempt)> Calls, RandomBatchGraph Graph);
}
