using System.Diagnostics;
using System.Globalization;
using Portolan.Graph;

namespace Portolan.Bench.Graph;

/// <summary>What the graph itself costs a node: nodes that only add their inputs, two workers, with and without events.</summary>
public sealed class GraphBenchmark : IBenchmark
{
    public string Name => "graph";

    public string Description => "scheduling overhead and memory per trivial node; [NODES], default 100000";

    public void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        foreach (string shape in new[] { "independent", "layered", "chain" })
        {
            var builds = new List<double>();
            var quiet = new List<double>();
            var reported = new List<double>();
            long bytes = 0;
            for (int round = 0; round < 6; round++)
            {
                long before = GC.GetTotalMemory(forceFullCollection: true);
                long start = Stopwatch.GetTimestamp();
                (TaskGraph graph, Node<long> last) = Build(shape, count);
                builds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
                Node[] outputs = shape == "independent" ? [.. graph.Nodes] : [last];
                quiet.Add(Execute(graph, outputs, reportNodes: false));
                reported.Add(Execute(graph, outputs, reportNodes: true));
                GC.KeepAlive(graph);
            }

            Console.WriteLine(
                $"{shape,-12} {count} nodes: build {PerNode(builds, count)}, run {PerNode(quiet, count)}, run with events {PerNode(reported, count)}, graph {bytes / (double)count:F0} B/node");
        }
    }

    private static string PerNode(List<double> seconds, int count) =>
        // The first round compiles.
        $"{seconds.Skip(1).Order().ElementAt((seconds.Count - 1) / 2) / count * 1e6:F2} us/node";

    private static double Execute(TaskGraph graph, Node[] outputs, bool reportNodes)
    {
        var options = new GraphRunnerOptions { Limits = new Dictionary<Resource, int> { [Resource.Cpu] = 2 }, ReportNodes = reportNodes };
        long start = Stopwatch.GetTimestamp();
        GraphRun run = new GraphRunner(options).Start(graph, outputs);
        Task reading = Task.Run(async () =>
        {
            await foreach (GraphEvent _ in run.Events)
            {
            }
        });
        GraphResult result = run.Completion.GetAwaiter().GetResult();
        reading.GetAwaiter().GetResult();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        result.ThrowIfFailed();
        return seconds;
    }

    private static (TaskGraph Graph, Node<long> Last) Build(string shape, int count)
    {
        var graph = new TaskGraph();
        var add = new Add();
        int width = shape switch { "independent" => count, "layered" => 100, _ => 1 };
        var nodes = new Node<long>[count];
        for (int i = 0; i < count - 1; i++)
        {
            // Layered: each node needs two of the layer above.
            int row = i - (i % width);
            Node<long>? left = row == 0 ? null : nodes[row - width + (i % width)];
            Node<long>? right = row == 0 || width == 1 ? null : nodes[row - width + ((i + 1) % width)];
            nodes[i] = graph.Call(add, new Terms(left, right, row == 0 ? i : 1));
        }

        nodes[^1] = shape == "independent"
            ? graph.Call(add, new Terms(null, null, count))
            : graph.Call(new Xor(), nodes[Math.Max(0, count - 1 - width)..^1]);
        return (graph, nodes[^1]);
    }

    private sealed record Terms(Node<long>? Left, Node<long>? Right, long Plus);

    private sealed class Add : Operation<Terms, long>
    {
        public override string Name => "bench/add";

        public override int Version => 1;

        public override ValueTask<long> InvokeAsync(Terms input, OperationContext context, CancellationToken cancellationToken) =>
            new((input.Left is null ? 0 : context.Result(input.Left)) + (input.Right is null ? 0 : context.Result(input.Right)) + input.Plus);
    }

    private sealed class Xor : Operation<Node<long>[], long>
    {
        public override string Name => "bench/xor";

        public override int Version => 1;

        public override ValueTask<long> InvokeAsync(Node<long>[] input, OperationContext context, CancellationToken cancellationToken) =>
            new(input.Aggregate(0L, (sum, node) => sum ^ context.Result(node)));
    }
}
