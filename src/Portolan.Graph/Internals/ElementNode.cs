using System.Collections.Immutable;
using System.Diagnostics;

namespace Portolan.Graph.Internals;

/// <summary>Stands for an element of a mapped list while the body of the map is traced. It never runs.</summary>
internal sealed class ElementNode<T>(NodeScope scope)
    : Node<T>(scope, -1, StructureOperation.Element, KeyWriter.KeyOfElement(scope.Depth), [], null)
{
    internal override ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken) => throw new UnreachableException();

    internal override NodeKey KeyWith(Func<Node, NodeKey> keyOf) => Key;

    internal override Node Instantiate(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Origin origin) =>
        throw new UnreachableException();
}
