using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>A vector as a list of numbers.</summary>
internal sealed class VectorOperation : Operation<Node<float[]>, JsonElement>
{
    public static VectorOperation Instance { get; } = new();

    public override string Name => "flow/vector";

    public override int Version => 1;

    public override bool Persist => false;

    public override ValueTask<JsonElement> InvokeAsync(Node<float[]> input, OperationContext context, CancellationToken cancellationToken) =>
        new(JsonSerializer.SerializeToElement(context.Result(input)));
}
