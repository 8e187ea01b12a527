using System.Diagnostics;
using System.Globalization;
using Portolan.Graph;
using Portolan.Graph.Backends;
using Portolan.Testing;

namespace Portolan.Bench.Graph;

/// <summary>A fan of completions against a loopback server with latency: how near the time comes to what the limits allow.</summary>
/// <remarks>Client and server share the machine. The ideal is rounds of full concurrency, each as long as the latency.</remarks>
public sealed class CompletionFanBenchmark : IBenchmark
{
    private const int BatchLimit = 32;
    private const int Rounds = 3;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    public string Name => "completion-fan";

    public string Description => "completions against a loopback server of 50 ms latency, batches of 32, against the ideal time; [CALLS], default 10000";

    public void Run(string[] args)
    {
        int calls = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
        Measure(calls, "openai-completions", concurrency: 8, promptsPerRequest: BatchLimit);
        Measure(calls, "openai", concurrency: 64, promptsPerRequest: 1);
    }

    private static void Measure(int calls, string provider, int concurrency, int promptsPerRequest)
    {
        int requests = (calls + promptsPerRequest - 1) / promptsPerRequest;
        double ideal = Math.Ceiling(requests / (double)concurrency) * Latency.TotalSeconds;
        var seconds = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            using var server = new OpenAiServer(new OpenAiServerOptions { Latency = Latency });
            using Backend backend = Backend.Open(new BackendSettings
            {
                Provider = provider,
                Model = "m",
                Address = server.Base,
                Limits = new BackendLimits { Concurrency = concurrency },
                Batches = new BatchLimits { MaxItems = BatchLimit },
            });
            seconds.Add(Execute(backend, calls));
            if (server.RequestCount != requests || server.Prompts.Count != calls || server.MaxInFlight > concurrency)
            {
                throw new InvalidOperationException(
                    $"{server.RequestCount} requests for {server.Prompts.Count} prompts, {server.MaxInFlight} at once; expected {requests}, {calls}, at most {concurrency}");
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{provider,-18} {calls} calls, {requests} requests, {concurrency} at once: ideal {ideal:F2} s, best {seconds.Min():F2} s ({seconds.Min() / ideal:F3}), median {seconds.Order().ElementAt(Rounds / 2):F2} s ({seconds.Order().ElementAt(Rounds / 2) / ideal:F3})"));
    }

    private static double Execute(Backend backend, int calls)
    {
        var model = new ChatModel(backend);
        var graph = new TaskGraph();
        Node<Completion>[] nodes = [.. Enumerable.Range(0, calls).Select(i => graph.Call(model.Complete, graph.Value($"prompt {i}")))];
        long start = Stopwatch.GetTimestamp();
        GraphRun run = new GraphRunner(new GraphRunnerOptions().WithBackends(backend)).Start(graph, nodes);
        Task reading = Task.Run(async () =>
        {
            await foreach (GraphEvent _ in run.Events)
            {
            }
        });
        GraphResult result = run.Completion.GetAwaiter().GetResult();
        reading.GetAwaiter().GetResult();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        result.ThrowIfFailed();
        return elapsed;
    }
}
