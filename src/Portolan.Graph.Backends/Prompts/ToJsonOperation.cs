using System.Text.Json;

namespace Portolan.Graph.Backends.Prompts;

/// <summary>The result of any node as JSON, so that templates see one kind of value.</summary>
internal sealed class ToJsonOperation<T> : Operation<Node<T>, JsonElement>
{
    public static ToJsonOperation<T> Instance { get; } = new();

    public override string Name => "prompt/to-json";

    public override int Version => 1;

    public override bool Persist => false;

    public override ValueTask<JsonElement> InvokeAsync(Node<T> input, OperationContext context, CancellationToken cancellationToken) =>
        new(JsonSerializer.SerializeToElement(context.Result(input)));
}
