namespace Portolan.Graph.Internals;

/// <summary>Makes a list of its inputs' results: how eager mode ends a map.</summary>
internal sealed class GatherOperation<T> : Operation<List<Node<T>>, IReadOnlyList<T>>
{
    public static GatherOperation<T> Instance { get; } = new();

    public override string Name => "graph/gather";

    public override int Version => 1;

    public override bool Persist => false;

    public override ValueTask<IReadOnlyList<T>> InvokeAsync(List<Node<T>> input, OperationContext context, CancellationToken cancellationToken) =>
        new([.. input.Select(context.Result)]);
}
