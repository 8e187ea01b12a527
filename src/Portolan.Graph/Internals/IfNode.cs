using System.Collections.Immutable;
using System.Diagnostics;

namespace Portolan.Graph.Internals;

/// <summary>One of two bodies, of which only the chosen one is made.</summary>
internal sealed class IfNode<T>(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Template then, Template otherwise, object? name)
    : Node<T>(scope, index, StructureOperation.If, key, inputs, name), IExpandingNode
{
    public ImmutableArray<Template> Templates => [then, otherwise];

    public bool ToleratesFailures => false;

    internal override IExpandingNode Expanding => this;

    public void Expand(Expansion expansion) => expansion.Add((bool)expansion.ResultOf(Inputs[0])! ? then : otherwise, null, null, null);

    public object? Gather(IReadOnlyList<BatchOutcome> outputs) => outputs[0].Result;

    internal override ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken) => throw new UnreachableException();

    internal override NodeKey KeyWith(Func<Node, NodeKey> keyOf) => KeyWriter.KeyOfStructure(
        Operation, ("condition", keyOf(Inputs[0])), ("then", then.KeyOfOutput(keyOf)), ("otherwise", otherwise.KeyOfOutput(keyOf)));

    internal override Node Instantiate(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Origin origin) =>
        new IfNode<T>(scope, index, key, inputs, then, otherwise, origin);
}
