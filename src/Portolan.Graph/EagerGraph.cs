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
