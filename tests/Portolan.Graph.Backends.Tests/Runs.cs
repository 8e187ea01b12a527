namespace Portolan.Graph.Backends.Tests;

/// <summary>A run with what happened in it.</summary>
internal sealed record RunRecord(GraphResult Result, IReadOnlyList<GraphEvent> Events)
{
    public double Metered(string meter) => Events.OfType<NodeMetered>().Where(one => one.Meter == meter).Sum(one => one.Amount);
}

internal static class Runs
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task<RunRecord> RunAsync(
        TaskGraph graph, IReadOnlyList<Node> outputs, Backend backend, FailurePolicy policy = FailurePolicy.FinishRest, CancellationToken cancellationToken = default) =>
        RunAsync(graph, outputs, new GraphRunnerOptions { FailurePolicy = policy }.WithBackends(backend), cancellationToken);

    public static async Task<RunRecord> RunAsync(
        TaskGraph graph, IReadOnlyList<Node> outputs, GraphRunnerOptions options, CancellationToken cancellationToken = default)
    {
        GraphRun run = new GraphRunner(options).Start(graph, outputs, cancellationToken);
        var events = new List<GraphEvent>();
        Task reading = Task.Run(
            async () =>
            {
                await foreach (GraphEvent happened in run.Events)
                {
                    events.Add(happened);
                }
            },
            CancellationToken.None);
        GraphResult result = await run.Completion.WaitAsync(Patience, CancellationToken.None);
        await reading.WaitAsync(Patience, CancellationToken.None);
        return new RunRecord(result, events);
    }

    /// <summary>One prompt, one completion.</summary>
    public static async Task<Completion> CompleteAsync(this ChatModel model, string prompt, CancellationToken cancellationToken = default)
    {
        var eager = new EagerGraph();
        Node<Completion> node = await eager.CallAsync(model.Complete, await eager.CallAsync(new Prompt(), prompt, cancellationToken: cancellationToken), cancellationToken: cancellationToken);
        return eager.Result(node);
    }
}

/// <summary>Plain text as a node, in eager mode as well.</summary>
internal sealed class Prompt : Operation<string, string>
{
    public override string Name => "test/prompt";

    public override int Version => 1;

    public override ValueTask<string> InvokeAsync(string input, OperationContext context, CancellationToken cancellationToken) => new(input);
}
