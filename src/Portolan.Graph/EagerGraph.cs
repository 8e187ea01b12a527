using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>Runs each call at once on the caller's thread, so that a debugger stops where the work is done.</summary>
/// <remarks>
/// Nothing is retried, stored or run in parallel, and exceptions reach the caller as they were thrown. To change a graph to eager
/// mode, replace <c>graph.Call(…)</c> by <c>await eager.CallAsync(…)</c>. Not thread-safe.
/// </remarks>
public sealed class EagerGraph : INodeHost
{
    private readonly TaskGraph graph = new();
    private readonly Dictionary<NodeKey, object?> results = [];
    private readonly TimeProvider timeProvider;

    /// <summary>A graph without calls.</summary>
    /// <param name="timeProvider">The clock that operations see; null for the system's.</param>
    public EagerGraph(TimeProvider? timeProvider = null) => this.timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>Calls an operation now. A call equal to an earlier one is not made again.</summary>
    /// <param name="operation">What to call.</param>
    /// <param name="input">What to call it with; it may contain nodes that this graph gave before.</param>
    /// <param name="label">What to call the node in front of people; null for the operation's name.</param>
    /// <param name="cancellationToken">Handed to the operation.</param>
    /// <typeparam name="TIn">The operation's input.</typeparam>
    /// <typeparam name="TOut">The operation's result.</typeparam>
    /// <returns>The node, whose result <see cref="Result"/> gives.</returns>
    /// <exception cref="ArgumentException">As <see cref="TaskGraph.Call"/>.</exception>
    public async Task<Node<TOut>> CallAsync<TIn, TOut>(
        Operation<TIn, TOut> operation, TIn input, string? label = null, CancellationToken cancellationToken = default)
    {
        Node<TOut> node = graph.Call(operation, input, label);
        if (!results.ContainsKey(node.Key))
        {
            var context = new OperationContext(this, node, attempt: 1, timeProvider);
            try
            {
                results[node.Key] = await node.InvokeAsync(context, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                context.Close();
            }
        }

        return node;
    }

    /// <summary>Makes the same calls for each element of a list now, one after the other.</summary>
    /// <param name="list">A node that this graph gave before.</param>
    /// <param name="body">Makes the calls for one element; called once for each.</param>
    /// <param name="label">What to call the node in front of people; null for the operation's name.</param>
    /// <typeparam name="T">An element.</typeparam>
    /// <typeparam name="TResult">What the body gives for an element.</typeparam>
    /// <returns>The results in the order of the list. Its key is not that of <see cref="TaskGraph.Map"/>, the keys of the calls are.</returns>
    /// <exception cref="ArgumentException">As <see cref="TaskGraph.Map"/>.</exception>
    public async Task<Node<IReadOnlyList<TResult>>> MapAsync<T, TResult>(
        Node<IReadOnlyList<T>> list, Func<Node<T>, Task<Node<TResult>>> body, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var nodes = new List<Node<TResult>>();
        foreach (T element in Result(list))
        {
            nodes.Add(await body(Value(element)).ConfigureAwait(false));
        }

        return await CallAsync(GatherOperation<TResult>.Instance, nodes, label).ConfigureAwait(false);
    }

    /// <summary>As <see cref="MapAsync"/>, but an element whose calls throw is part of the result.</summary>
    /// <param name="list">A node that this graph gave before.</param>
    /// <param name="body">Makes the calls for one element; called once for each.</param>
    /// <param name="label">What to call the node in front of people; null for <c>graph/value</c>.</param>
    /// <typeparam name="T">An element.</typeparam>
    /// <typeparam name="TResult">What the body gives for an element.</typeparam>
    /// <returns>For each element its result or the message of what was thrown; cancellation is thrown on.</returns>
    /// <exception cref="ArgumentException">As <see cref="TaskGraph.Map"/>.</exception>
    public async Task<Node<IReadOnlyList<Settled<TResult>>>> MapSettledAsync<T, TResult>(
        Node<IReadOnlyList<T>> list, Func<Node<T>, Task<Node<TResult>>> body, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var settled = new List<Settled<TResult>>();
        foreach (T element in Result(list))
        {
            try
            {
                settled.Add(new Settled<TResult>(Result(await body(Value(element)).ConfigureAwait(false)), null));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                settled.Add(new Settled<TResult>(default, e.Message));
            }
        }

        return Value<IReadOnlyList<Settled<TResult>>>(settled, label);
    }

    /// <summary>Makes the calls of one of two bodies now.</summary>
    /// <param name="condition">A node that this graph gave before.</param>
    /// <param name="then">Makes the calls for true.</param>
    /// <param name="otherwise">Makes the calls for false.</param>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The node that the chosen body gave.</returns>
    /// <exception cref="ArgumentException">As <see cref="Result"/>.</exception>
    public async Task<Node<T>> IfAsync<T>(Node<bool> condition, Func<Task<Node<T>>> then, Func<Task<Node<T>>> otherwise)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        return await (Result(condition) ? then() : otherwise()).ConfigureAwait(false);
    }

    /// <summary>A node whose result is known.</summary>
    /// <param name="value">The result.</param>
    /// <param name="label">What to call the node in front of people; null for <c>graph/value</c>.</param>
    /// <typeparam name="T">Plain data that System.Text.Json can write.</typeparam>
    /// <exception cref="ArgumentException">The value cannot be written as JSON without loss.</exception>
    public Node<T> Value<T>(T value, string? label = null)
    {
        Node<T> node = graph.Value(value, label);
        results.TryAdd(node.Key, value);
        return node;
    }

    /// <summary>The result of a call.</summary>
    /// <param name="node">A node that <see cref="CallAsync"/> gave.</param>
    /// <typeparam name="T">The result.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="node"/> is null.</exception>
    /// <exception cref="ArgumentException">The node belongs to another graph.</exception>
    public T Result<T>(Node<T> node)
    {
        ArgumentNullException.ThrowIfNull(node);
        graph.CheckOwn(node, nameof(node));
        return (T)results[node.Key]!;
    }

    object? INodeHost.ResultOf(Node node) => results[node.Key];

    void INodeHost.Report(Node node, long done, long total, string unit)
    {
        // Progress is for people who wait; eager mode is for people who step.
    }

    void INodeHost.ReportWait(Node node, string reason, TimeSpan duration)
    {
    }

    void INodeHost.Meter(Node node, string meter, double amount)
    {
    }
}
