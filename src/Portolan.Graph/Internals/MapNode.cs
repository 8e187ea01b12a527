using System.Collections.Immutable;
using System.Diagnostics;

namespace Portolan.Graph.Internals;

/// <summary>A list of unknown length, each element of which goes through the same calls.</summary>
/// <typeparam name="T">An element.</typeparam>
/// <typeparam name="TList">The result.</typeparam>
internal abstract class MapNode<T, TList>(
    NodeScope scope, int index, Operation operation, NodeKey key, ImmutableArray<Node> inputs, Template body, object? name)
    : Node<TList>(scope, index, operation, key, inputs, name), IExpandingNode
{
    public ImmutableArray<Template> Templates => [Body];

    public abstract bool ToleratesFailures { get; }

    internal override IExpandingNode Expanding => this;

    protected Template Body => body;

    public void Expand(Expansion expansion)
    {
        var list = (IReadOnlyList<T>?)expansion.ResultOf(Inputs[0])
            ?? throw new GraphException($"{Inputs[0]} gave null, expected a list for {this}", this);
        for (int i = 0; i < list.Count; i++)
        {
            T element = list[i];
            int position = i;
            NodeKey elementKey = KeyWriter.KeyOfValue(element);
            expansion.Add(
                Body,
                (scope, at) => new ValueNode<T>(scope, at, element, elementKey, new Origin(Body.Element!, this, position)),
                element,
                position);
        }
    }

    public abstract object? Gather(IReadOnlyList<BatchOutcome> outputs);

    internal override ValueTask<object?> InvokeAsync(OperationContext context, CancellationToken cancellationToken) => throw new UnreachableException();

    internal override NodeKey KeyWith(Func<Node, NodeKey> keyOf) =>
        KeyWriter.KeyOfStructure(Operation, ("list", keyOf(Inputs[0])), ("body", Body.KeyOfOutput(keyOf)));
}

internal sealed class StrictMapNode<T, TResult>(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Template body, object? name)
    : MapNode<T, IReadOnlyList<TResult>>(scope, index, StructureOperation.Map, key, inputs, body, name)
{
    public override bool ToleratesFailures => false;

    public override object? Gather(IReadOnlyList<BatchOutcome> outputs)
    {
        var results = new TResult[outputs.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = (TResult)outputs[i].Result!;
        }

        return results;
    }

    internal override Node Instantiate(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Origin origin) =>
        new StrictMapNode<T, TResult>(scope, index, key, inputs, Body, origin);
}

internal sealed class SettledMapNode<T, TResult>(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Template body, object? name)
    : MapNode<T, IReadOnlyList<Settled<TResult>>>(scope, index, StructureOperation.MapSettled, key, inputs, body, name)
{
    public override bool ToleratesFailures => true;

    public override object? Gather(IReadOnlyList<BatchOutcome> outputs)
    {
        var results = new Settled<TResult>[outputs.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = outputs[i].Failure is { } failure
                ? new Settled<TResult>(default, failure.Message)
                : new Settled<TResult>((TResult)outputs[i].Result!, null);
        }

        return results;
    }

    internal override Node Instantiate(NodeScope scope, int index, NodeKey key, ImmutableArray<Node> inputs, Origin origin) =>
        new SettledMapNode<T, TResult>(scope, index, key, inputs, Body, origin);
}
