using System.Text.Json;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Completes prompts and reads the replies as values.</summary>
internal sealed class CompleteAsOperation<T>(ChatCaller caller) : BatchOperation<Node<string>, T>
{
    public override string Name => "backends/complete-as";

    public override int Version => 1;

    public override Resource Resource => caller.Backend.Resource;

    public override object? Parameters => caller.Parameters;

    public override BatchLimits BatchLimits => caller.Backend.ChatBatches;

    public override long CostOf(Node<string> input, OperationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return caller.EstimateOf(context.Result(input)).Total;
    }

    public override async ValueTask<IReadOnlyList<BatchResult<T>>> InvokeBatchAsync(
        IReadOnlyList<BatchItem<Node<string>>> items, CancellationToken cancellationToken) =>
        await BatchFaults.SideBySideAsync(items, async item =>
        {
            Completion completion = await caller.CompleteAsync(item.Context.Result(item.Input), item.Context, cancellationToken).ConfigureAwait(false);
            try
            {
                return JsonSerializer.Deserialize<T>(completion.Text, StructuredText.Options)!;
            }
            catch (JsonException e)
            {
                // Possible where the caller gave a schema that asks for less than the type.
                throw new BackendException($"the reply fits the schema, but is no {typeof(T)}: {e.Message}", "give a schema that fits the type", innerException: e);
            }
        }, cancellationToken).ConfigureAwait(false);
}
