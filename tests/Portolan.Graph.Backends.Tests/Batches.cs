namespace Portolan.Graph.Backends.Tests;

/// <summary>Hands a whole batch to an operation, whatever the scheduler would have made of it.</summary>
internal static class Batches
{
    public static async Task<IReadOnlyList<BatchResult<TOut>>> InvokeAsync<TOut>(
        BatchOperation<Node<string>, TOut> operation, IReadOnlyList<string> prompts, CancellationToken cancellationToken = default)
    {
        var eager = new EagerGraph();
        var probe = new Probe<TOut>(operation);
        var nodes = new List<Node<string>>();
        foreach (string prompt in prompts)
        {
            nodes.Add(await eager.CallAsync(new Prompt(), prompt, cancellationToken: cancellationToken));
        }

        await eager.CallAsync(probe, nodes.ToArray(), cancellationToken: cancellationToken);
        return probe.Results!;
    }

    /// <summary>Has one context that knows all prompts.</summary>
    private sealed class Probe<TOut>(BatchOperation<Node<string>, TOut> operation) : Operation<Node<string>[], int>
    {
        public IReadOnlyList<BatchResult<TOut>>? Results { get; private set; }

        public override string Name => "test/batch";

        public override int Version => 1;

        public override async ValueTask<int> InvokeAsync(Node<string>[] input, OperationContext context, CancellationToken cancellationToken)
        {
            Results = await operation.InvokeBatchAsync([.. input.Select(node => new BatchItem<Node<string>>(node, context))], cancellationToken);
            return Results.Count;
        }
    }
}
