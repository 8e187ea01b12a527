using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>A filter's value as the condition of a branch.</summary>
internal sealed class HoldsOperation : Operation<Node<JsonElement>, bool>
{
    public static HoldsOperation Instance { get; } = new();

    public override string Name => "flow/holds";

    public override int Version => 1;

    public override bool Persist => false;

    public override ValueTask<bool> InvokeAsync(Node<JsonElement> input, OperationContext context, CancellationToken cancellationToken) =>
        new(context.Result(input).ValueKind == JsonValueKind.True);
}
