using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>Describes work as calls that depend on each other; a <see cref="GraphRunner"/> does it.</summary>
/// <remarks>
/// Cycles cannot be made: a call can only name nodes that exist. Building is not thread-safe; a graph may be read by several
/// threads and be run several times.
/// </remarks>
public sealed class TaskGraph
{
    private readonly NodeScope root;

    // The graph itself, or the body that is being traced.
    private NodeScope scope;

    /// <summary>A graph without calls.</summary>
    public TaskGraph() => scope = root = new NodeScope(this, outer: null);

    /// <summary>All nodes in the order in which they were made, which is a topological order; calls in bodies of maps and conditionals are not among them.</summary>
    public IReadOnlyList<Node> Nodes => root.Nodes;

    internal ReadOnlySpan<Node> NodeSpan => CollectionsMarshal.AsSpan(root.Nodes);

    /// <summary>Adds a call and runs nothing.</summary>
    /// <param name="operation">What to call.</param>
    /// <param name="input">What to call it with. Each node in it becomes a dependency. It must not be changed afterwards.</param>
    /// <param name="label">What to call the node in front of people; null for the operation's name.</param>
    /// <typeparam name="TIn">The operation's input.</typeparam>
    /// <typeparam name="TOut">The operation's result.</typeparam>
    /// <returns>The node, which can be part of the input of later calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The operation has no name; or the input contains a node of another graph, or something that cannot be written as JSON
    /// without loss.
    /// </exception>
    public Node<TOut> Call<TIn, TOut>(Operation<TIn, TOut> operation, TIn input, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        NodeKey key = KeyWriter.KeyOf(this, operation, input, out ImmutableArray<Node> inputs);
        return Add<TOut>(operation is BatchOperation<TIn, TOut> batching
            ? new BatchCallNode<TIn, TOut>(scope, scope.Nodes.Count, batching, input, key, inputs, label)
            : new CallNode<TIn, TOut>(scope, scope.Nodes.Count, operation, input, key, inputs, label));
    }

    /// <summary>Adds a node whose result is known, for operations that take a node.</summary>
    /// <param name="value">The result; it becomes part of the key and must not be changed afterwards.</param>
    /// <param name="label">What to call the node in front of people; null for <c>graph/value</c>.</param>
    /// <typeparam name="T">Plain data that System.Text.Json can write.</typeparam>
    /// <exception cref="ArgumentException">The value cannot be written as JSON without loss.</exception>
    public Node<T> Value<T>(T value, string? label = null) =>
        Add(new ValueNode<T>(scope, scope.Nodes.Count, value, KeyWriter.KeyOfValue(value), label));

    /// <summary>Adds the same calls for each element of a list whose length is known only when it has been computed.</summary>
    /// <param name="list">Gives the list.</param>
    /// <param name="body">
    /// Describes the calls for one element and gives the node of its result. It is called once, now, with a node that stands for any
    /// element; it may use nodes from outside, and contain maps and conditionals.
    /// </param>
    /// <param name="label">What to call the node in front of people; null for <c>graph/map</c>.</param>
    /// <typeparam name="T">An element, as <see cref="Value"/> takes it.</typeparam>
    /// <typeparam name="TResult">What the body gives for an element.</typeparam>
    /// <returns>The results in the order of the list. It has none when a call for an element failed; all others are made nevertheless with <see cref="FailurePolicy.FinishRest"/>.</returns>
    /// <remarks>
    /// An element's calls have the keys that they would have with <c>graph.Value(element)</c> in the element's place, so equal work is done
    /// once, and stored results of earlier runs are used. Calls of batch operations share batches with all others of the run.
    /// </remarks>
    /// <exception cref="ArgumentException">A node belongs to another graph or to a body that does not contain this one, or the body gave null.</exception>
    public Node<IReadOnlyList<TResult>> Map<T, TResult>(Node<IReadOnlyList<T>> list, Func<Node<T>, Node<TResult>> body, string? label = null)
    {
        Template template = TraceBody(list, body);
        NodeKey key = KeyWriter.KeyOfStructure(StructureOperation.Map, ("list", list.Key), ("body", template.Output.Key));
        return Add(new StrictMapNode<T, TResult>(scope, scope.Nodes.Count, key, InputsOf(list, template), template, label));
    }

    /// <summary>As <see cref="Map"/>, but elements whose calls failed are part of the result.</summary>
    /// <param name="list">Gives the list.</param>
    /// <param name="body">Describes the calls for one element.</param>
    /// <param name="label">What to call the node in front of people; null for <c>graph/map-settled</c>.</param>
    /// <typeparam name="T">An element.</typeparam>
    /// <typeparam name="TResult">What the body gives for an element.</typeparam>
    /// <returns>For each element its result or the message of the first of its calls that failed.</returns>
    /// <remarks>Failures are still failures of the run: use it with <see cref="FailurePolicy.FinishRest"/>, because others end the run.</remarks>
    /// <exception cref="ArgumentException">As <see cref="Map"/>.</exception>
    public Node<IReadOnlyList<Settled<TResult>>> MapSettled<T, TResult>(
        Node<IReadOnlyList<T>> list, Func<Node<T>, Node<TResult>> body, string? label = null)
    {
        Template template = TraceBody(list, body);
        NodeKey key = KeyWriter.KeyOfStructure(StructureOperation.MapSettled, ("list", list.Key), ("body", template.Output.Key));
        return Add(new SettledMapNode<T, TResult>(scope, scope.Nodes.Count, key, InputsOf(list, template), template, label));
    }

    /// <summary>Adds two bodies of which a run makes only the calls of one.</summary>
    /// <param name="condition">Decides.</param>
    /// <param name="then">Describes the calls for true; called once, now.</param>
    /// <param name="otherwise">Describes the calls for false; called once, now.</param>
    /// <param name="label">What to call the node in front of people; null for <c>graph/if</c>.</param>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>What the chosen body gives.</returns>
    /// <remarks>What a body takes from outside is computed in any case; what is to be avoided must be called inside it.</remarks>
    /// <exception cref="ArgumentException">As <see cref="Map"/>.</exception>
    public Node<T> If<T>(Node<bool> condition, Func<Node<T>> then, Func<Node<T>> otherwise, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        CheckOwn(condition, nameof(condition));
        var first = Template.Trace(this, then);
        var second = Template.Trace(this, otherwise);
        NodeKey key = KeyWriter.KeyOfStructure(
            StructureOperation.If, ("condition", condition.Key), ("then", first.Output.Key), ("otherwise", second.Output.Key));
        return Add(new IfNode<T>(scope, scope.Nodes.Count, key, InputsOf(condition, first, second), first, second, label));
    }

    internal void CheckOwn(Node node, string parameterName)
    {
        // Nearly always the same scope.
        if (ReferenceEquals(node.Scope, scope) || scope.Sees(node.Scope))
        {
            return;
        }

        throw new ArgumentException(
            ReferenceEquals(node.Graph, this)
                ? $"node {node} belongs to the body of a map or conditional and cannot be used outside it"
                : $"node {node} belongs to another graph; call its operation in this graph",
            parameterName);
    }

    internal NodeScope EnterBody() => scope = new NodeScope(this, scope);

    internal void LeaveBody() => scope = scope.Outer!;

    private static ImmutableArray<Node> InputsOf(Node first, params ReadOnlySpan<Template> bodies)
    {
        var inputs = new List<Node> { first };
        foreach (Template body in bodies)
        {
            inputs.AddRange(body.Free);
        }

        return [.. inputs.Distinct()];
    }

    private Template TraceBody<T, TResult>(Node<IReadOnlyList<T>> list, Func<Node<T>, Node<TResult>> body)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(body);
        CheckOwn(list, nameof(list));
        return Template.Trace(this, body);
    }

    private Node<T> Add<T>(Node<T> node)
    {
        scope.Nodes.Add(node);
        return node;
    }
}
