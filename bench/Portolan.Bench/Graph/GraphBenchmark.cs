using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Portolan.Graph;

namespace Portolan.Bench.Graph;

/// <summary>What the graph itself costs a node: nodes that only add their inputs, two workers, beside dask on the same shapes.</summary>
public sealed class GraphBenchmark : IBenchmark
{
    private const int Workers = 2;

    public string Name => "graph";

    public string Description => "scheduling overhead and memory per trivial node beside dask; [NODES], default 100000";

    public void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        foreach (string shape in new[] { "independent", "layered", "chain" })
        {
            (double build, double quiet, double reported) = Time(shape, count);
            (double graphBytes, double pendingBytes) = Memory(shape, count);
            Console.WriteLine(
                $"{shape,-12} {count} nodes: build {PerNode(build, count)}, run {PerNode(quiet, count)}, run with events {PerNode(reported, count)}, "
                + $"graph {graphBytes:F0} B/node, pending in a run {pendingBytes:F0} B/node");
            PrintPeer(shape, count, build, quiet);
        }
    }

    // Not inlined: the last graph must be gone when memory is measured.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (double Build, double Quiet, double Reported) Time(string shape, int count)
    {
        var builds = new List<double>();
        var quiet = new List<double>();
        var reported = new List<double>();
        for (int round = 0; round < 6; round++)
        {
            long start = Stopwatch.GetTimestamp();
            (TaskGraph graph, Node<long> last) = Build(shape, count);
            builds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            Node[] outputs = shape == "independent" ? [.. graph.Nodes] : [last];
            quiet.Add(Execute(graph, outputs, reportNodes: false));
            reported.Add(Execute(graph, outputs, reportNodes: true));
        }

        return (Best(builds), Best(quiet), Best(reported));
    }

    private static double Best(List<double> seconds) =>
        // The first round compiles. Minima, because the machines are shared.
        seconds.Skip(1).Min();

    private static string PerNode(double seconds, int count) => $"{seconds / count * 1e6:F2} us/node";

    private static void PrintPeer(string shape, int count, double build, double run)
    {
        const string script = "bench/peers/dask_peer.py";
        var peer = new ProcessStartInfo("/usr/bin/python3", [script, shape, $"{count}", $"{Workers}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process? process = File.Exists(peer.FileName) && File.Exists(script) ? Process.Start(peer) : null;
        string[] answer = process?.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries) ?? [];
        process?.WaitForExit();
        if (answer.Length != 5)
        {
            Console.WriteLine($"{"",-12} dask is not installed");
            return;
        }

        double peerBuild = double.Parse(answer[0], CultureInfo.InvariantCulture);
        double peerRun = double.Parse(answer[1], CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{"",-12} dask {answer[4]}: build {PerNode(peerBuild, count)}, run {PerNode(peerRun, count)}; "
            + $"ours is {peerRun / run:F1} times as fast to run, {(peerBuild + peerRun) / (build + run):F1} times with building (dask's keys are given, ours are digests)");
    }

    /// <summary>Live bytes per node: of the graph alone, and of graph and run while everything waits for the first node.</summary>
    private static (double Graph, double Pending) Memory(string shape, int count)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var gate = new ManualResetEventSlim();
        var started = new ManualResetEventSlim();
        (TaskGraph graph, Node<long> last) = Build(shape, count, new Hold(started, gate));
        double graphBytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        var options = new GraphRunnerOptions { Limits = new Dictionary<Resource, int> { [Resource.Cpu] = 1 }, ReportNodes = false };
        GraphRun run = new GraphRunner(options).Start(graph, shape == "independent" ? [.. graph.Nodes] : [last]);
        started.Wait();
        double pending = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        gate.Set();
        run.Completion.GetAwaiter().GetResult().ThrowIfFailed();
        GC.KeepAlive(graph);
        return (graphBytes, pending);
    }

    private static double Execute(TaskGraph graph, Node[] outputs, bool reportNodes)
    {
        var options = new GraphRunnerOptions { Limits = new Dictionary<Resource, int> { [Resource.Cpu] = Workers }, ReportNodes = reportNodes };
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

    private static (TaskGraph Graph, Node<long> Last) Build(string shape, int count, Operation<Terms, long>? first = null)
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
            nodes[i] = graph.Call(i == 0 && first is not null ? first : add, new Terms(left, right, row == 0 ? i : 1));
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

    /// <summary>Holds a run up, so that its memory can be looked at.</summary>
    private sealed class Hold(ManualResetEventSlim started, ManualResetEventSlim gate) : Operation<Terms, long>
    {
        public override string Name => "bench/hold";

        public override int Version => 1;

        public override ValueTask<long> InvokeAsync(Terms input, OperationContext context, CancellationToken cancellationToken)
        {
            started.Set();
            gate.Wait(cancellationToken);
            return new(0);
        }
    }

    private sealed class Xor : Operation<Node<long>[], long>
    {
        public override string Name => "bench/xor";

        public override int Version => 1;

        public override ValueTask<long> InvokeAsync(Node<long>[] input, OperationContext context, CancellationToken cancellationToken) =>
            new(input.Aggregate(0L, (sum, node) => sum ^ context.Result(node)));
    }
}
