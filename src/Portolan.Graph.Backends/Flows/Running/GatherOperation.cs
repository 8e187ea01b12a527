using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Results of several nodes as one list.</summary>
internal sealed class GatherOperation : Operation<Node<JsonElement>[], JsonElement>
{
    public static GatherOperation Instance { get; } = new();

    public override string Name => "flow/gather";

    public override int Version => 1;

    public override bool Persist => false;

    public override ValueTask<JsonElement> InvokeAsync(Node<JsonElement>[] input, OperationContext context, CancellationToken cancellationToken) =>
        new(JsonValues.List([.. input.Select(context.Result)]));
}
