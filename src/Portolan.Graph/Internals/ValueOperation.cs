namespace Portolan.Graph.Internals;

/// <summary>Gives its input: how plain data stands where a node is expected.</summary>
internal sealed class ValueOperation<T> : Operation<T, T>
{
    public static ValueOperation<T> Instance { get; } = new();

    public override string Name => "graph/value";

    public override int Version => 1;

    public override bool Persist => false;

    public override ValueTask<T> InvokeAsync(T input, OperationContext context, CancellationToken cancellationToken) => new(input);
}
