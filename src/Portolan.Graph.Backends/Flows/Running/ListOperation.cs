using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The results of a map as one list.</summary>
internal sealed class ListOperation : Operation<Node<IReadOnlyList<JsonElement>>, JsonElement>
{
    public static ListOperation Instance { get; } = new();

    public override string Name => "flow/list";

    public override int Version => 1;

    public override bool Persist => false;

    public override ValueTask<JsonElement> InvokeAsync(Node<IReadOnlyList<JsonElement>> input, OperationContext context, CancellationToken cancellationToken) =>
        new(JsonValues.List(context.Result(input)));
}
