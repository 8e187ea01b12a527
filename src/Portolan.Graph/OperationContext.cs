using System.Collections.Immutable;
using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>What an operation sees of the run while one node is being worked on.</summary>
/// <remarks>Thread-safe; valid until <c>InvokeAsync</c> has completed.</remarks>
public sealed class OperationContext
{
    // Up to here a scan of the inputs is cheaper than a set.
    private const int ScannedInputs = 16;

    private readonly INodeHost host;
    private readonly Node node;
    private Dictionary<Node, Node>? inputMap;
    private volatile bool closed;

    internal OperationContext(INodeHost host, Node node, int attempt, TimeProvider timeProvider)
    {
        this.host = host;
        this.node = node;
        Attempt = attempt;
        TimeProvider = timeProvider;
    }

    /// <summary>The key of the node being worked on; a good name for its files.</summary>
    public NodeKey Key => node.Key;

    /// <summary>Which try this is, counted from 1.</summary>
    public int Attempt { get; }

    /// <summary>The clock of the run.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>The result of a node in the input.</summary>
    /// <param name="node">A node that was part of the input of this call.</param>
    /// <typeparam name="T">The result.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="node"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The node was no part of the input, or the call has already completed.</exception>
    public T Result<T>(Node<T> node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (closed)
        {
            throw new InvalidOperationException($"the call of {this.node} has completed; its context cannot be used any more");
        }

        return (T)host.ResultOf(InputFor(node)
            ?? throw new InvalidOperationException(
                $"{node} is no part of the input of {this.node}, so there is no edge that makes its result available; put the node into the input"))!;
    }

    /// <summary>Says how far the work is; becomes a <see cref="NodeProgress"/> event.</summary>
    /// <param name="done">Units done.</param>
    /// <param name="total">Units in all, or -1 when unknown.</param>
    /// <param name="unit">What is counted, plural, such as <c>bytes</c> or <c>documents</c>.</param>
    /// <remarks>Each call is one event; a few a second are enough for people.</remarks>
    public void Report(long done, long total, string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!closed)
        {
            host.Report(node, done, total, unit);
        }
    }

    /// <summary>Says that the work waits for something outside; becomes a <see cref="NodeWaited"/> event.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <param name="duration">How long it is going to wait.</param>
    public void ReportWait(string reason, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!closed)
        {
            host.ReportWait(node, reason, duration);
        }
    }

    /// <summary>Says that the work used up something that is counted; becomes a <see cref="NodeMetered"/> event.</summary>
    /// <param name="meter">What is counted, such as <c>tokens_in</c>.</param>
    /// <param name="amount">How much.</param>
    public void Meter(string meter, double amount)
    {
        ArgumentNullException.ThrowIfNull(meter);
        if (!closed)
        {
            host.Meter(node, meter, amount);
        }
    }

    internal void Close() => closed = true;

    /// <summary>The node whose result an input stands for: itself, or for a node of a body what the run made of it.</summary>
    private Node? InputFor(Node named)
    {
        ImmutableArray<Node> names = (node.Origin?.Template ?? node).Inputs;
        if (names.Length > ScannedInputs)
        {
            // Two threads of one operation may both build the map; either is right.
            return (inputMap ??= names.Zip(node.Inputs).ToDictionary(pair => pair.First, pair => pair.Second)).GetValueOrDefault(named);
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (ReferenceEquals(names[i], named))
            {
                return node.Inputs[i];
            }
        }

        return null;
    }
}
