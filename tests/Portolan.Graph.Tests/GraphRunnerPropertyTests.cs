using System.Collections.Concurrent;
using System.Diagnostics;

namespace Portolan.Graph.Tests;

/// <summary>Random graphs: what must hold for any of them.</summary>
public class GraphRunnerPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Parallel_run_gives_the_naive_results_and_calls_each_needed_key_once(int seed)
    {
        Mixer[] mixers = RandomGraph.Mixers(Dawdle(seed));
        var random = new RandomGraph(seed, mixers);
        var options = new GraphRunnerOptions { Limits = Limits(cpu: 4, disk: 2, remote: 5) };

        GraphResult result = await options.RunAsync(random.Graph, random.Outputs);

        result.Succeeded.ShouldBeTrue();
        foreach (Node<long> output in random.Outputs)
        {
            result.Get(output).ShouldBe(random.Expected[output]);
        }

        KeyValuePair<NodeKey, int>[] calls = [.. mixers.SelectMany(mixer => mixer.Calls)];
        calls.ShouldAllBe(call => call.Value == 1);
        calls.Select(call => call.Key).ToHashSet().SetEquals(random.Needed).ShouldBeTrue();
        result.Executed.ShouldBe(random.Needed.Count);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 4)]
    [InlineData(8, 1, 2)]
    public async Task Limits_are_reached_and_never_exceeded(int cpu, int disk, int remote)
    {
        Dictionary<Resource, int> limits = Limits(cpu, disk, remote);
        var now = new ConcurrentDictionary<Resource, int>();
        var most = new ConcurrentDictionary<Resource, int>();
        Mixer[] mixers = [.. limits.Keys.Select(resource => new Mixer(resource, async (_, _, _) =>
        {
            int level = now.AddOrUpdate(resource, 1, (_, count) => count + 1);
            most.AddOrUpdate(resource, level, (_, highest) => Math.Max(highest, level));

            // Nobody leaves before the limit was reached once, so a scheduler that stays below it is found out.
            long start = Stopwatch.GetTimestamp();
            while (most[resource] < limits[resource] && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5))
            {
                await Task.Yield();
            }

            await Task.Yield();

            now.AddOrUpdate(resource, 0, (_, count) => count - 1);
        }))];
        var graph = new TaskGraph();
        Node[] outputs = [.. Enumerable.Range(0, 240).Select(i => graph.Call(mixers[i % mixers.Length], new Mix(i, [])))];

        GraphResult result = await new GraphRunnerOptions { Limits = limits }.RunAsync(graph, outputs);

        result.Executed.ShouldBe(outputs.Length);
        foreach ((Resource resource, int limit) in limits)
        {
            most[resource].ShouldBe(limit);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Finish_rest_gives_the_same_failures_and_results_as_one_worker(int seed)
    {
        async Task<(string Failed, string NotRun, string Results)> Run(int workers)
        {
            Mixer[] mixers = RandomGraph.Mixers(async (input, context, token) =>
            {
                await Dawdle(seed)(input, context, token);
                if (context.Key.Word(0) % 7 == 0)
                {
                    throw new InvalidDataException($"bad {context.Key}");
                }
            });
            var random = new RandomGraph(seed, mixers);
            var options = new GraphRunnerOptions { Limits = Limits(workers, workers, workers), FailurePolicy = FailurePolicy.FinishRest };
            GraphRun run = new GraphRunner(options).Start(random.Graph, random.Outputs);
            List<GraphEvent> events = await run.ReadAll();
            GraphResult result = await run.Completion;
            IEnumerable<Node> unfinished = result.Failures.Select(failure => failure.Node).Concat(result.NotRun);
            HashSet<NodeKey> lost = [.. unfinished.Select(node => node.Key)];
            foreach (Node<long> output in random.Outputs.Where(output => !lost.Contains(output.Key)))
            {
                result.Get(output).ShouldBe(random.Expected[output]);
            }

            // Every skipped node has a failed ancestor, and every node with one is skipped.
            foreach (Node skipped in result.NotRun)
            {
                skipped.Inputs.ShouldContain(input => lost.Contains(input.Key));
            }

            result.Failures.ShouldAllBe(failure => failure.Node.Inputs.All(input => !lost.Contains(input.Key)));
            events.OfType<NodeSkipped>().Select(one => one.Node).ToHashSet().SetEquals(result.NotRun).ShouldBeTrue();
            (result.Executed + lost.Count).ShouldBe(random.Needed.Count);
            return (string.Join(' ', result.Failures.Select(f => f.Node.Key)), string.Join(' ', result.NotRun.Select(n => n.Key)),
                string.Join(' ', random.Outputs.Where(o => !lost.Contains(o.Key)).Select(o => result.Get(o))));
        }

        (await Run(workers: 6)).ShouldBe(await Run(workers: 1));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Events_tell_a_consistent_story(int seed)
    {
        Mixer[] mixers = RandomGraph.Mixers(Dawdle(seed));
        var random = new RandomGraph(seed, mixers);
        GraphRun run = new GraphRunner(new GraphRunnerOptions { Limits = Limits(3, 2, 3) }).Start(random.Graph, random.Outputs);

        List<GraphEvent> events = await run.ReadAll();

        events[0].ShouldBe(new RunStarted(random.Nodes.Count, random.Needed.Count, 0, random.Needed.Count));
        var last = events[^1].ShouldBeOfType<RunCompleted>();
        (last.Outcome, last.Executed, last.Failed, last.NotRun).ShouldBe((RunOutcome.Succeeded, random.Needed.Count, 0, 0));
        var started = new HashSet<NodeKey>();
        var completed = new HashSet<NodeKey>();
        foreach (GraphEvent one in events)
        {
            switch (one)
            {
                case NodeStarted start:
                    started.Add(start.Node.Key).ShouldBeTrue();
                    start.Node.Inputs.ShouldAllBe(input => completed.Contains(input.Key));
                    break;
                case NodeCompleted done:
                    started.ShouldContain(done.Node.Key);
                    completed.Add(done.Node.Key).ShouldBeTrue();
                    break;
            }
        }

        completed.SetEquals(random.Needed).ShouldBeTrue();
    }

    internal static Dictionary<Resource, int> Limits(int cpu, int disk, int remote) =>
        new() { [Resource.Cpu] = cpu, [Resource.Disk] = disk, [RandomGraph.Remote] = remote };

    /// <summary>A delay of some yields, different for each node and seed.</summary>
    internal static Func<Mix, OperationContext, CancellationToken, Task> Dawdle(int seed) => async (_, context, _) =>
    {
        ulong yields = (context.Key.Word(1) ^ (ulong)(seed * 7919)) % 9;
        for (ulong i = 0; i < yields; i++)
        {
            await Task.Yield();
        }
    };
}
