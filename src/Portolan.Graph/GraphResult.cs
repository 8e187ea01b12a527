using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>What a run gave: results of the requested outputs, and what failed.</summary>
/// <remarks>Immutable and thread-safe. Results of nodes that were not requested are not kept.</remarks>
public sealed class GraphResult
{
    private readonly GraphPlan plan;
    private readonly Dictionary<Node, object?> results;

    internal GraphResult(
        GraphPlan plan, Dictionary<Node, object?> results, ImmutableArray<NodeFailure> failures, ImmutableArray<Node> notRun, int executed, int fromStore)
    {
        this.plan = plan;
        this.results = results;
        Failures = failures;
        NotRun = notRun;
        Executed = executed;
        FromStore = fromStore;
    }

    /// <summary>Whether every requested output has its result.</summary>
    public bool Succeeded => Failures.Count == 0;

    /// <summary>The nodes that failed for good, in graph order.</summary>
    public IReadOnlyList<NodeFailure> Failures { get; }

    /// <summary>The nodes that were to run and did not, because something failed; in graph order.</summary>
    public IReadOnlyList<Node> NotRun { get; }

    /// <summary>Nodes that ran and have a result.</summary>
    public int Executed { get; }

    /// <summary>Nodes whose stored results were used.</summary>
    public int FromStore { get; }

    /// <summary>The result of a requested output.</summary>
    /// <param name="node">One of the outputs that the run was started with.</param>
    /// <typeparam name="T">The result.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="node"/> is null.</exception>
    /// <exception cref="ArgumentException">The node was not among the outputs.</exception>
    /// <exception cref="GraphException">The node has no result because it failed or was not run.</exception>
    public T Get<T>(Node<T> node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Node kept = plan.Resolve(node);
        if (results.TryGetValue(kept, out object? result))
        {
            return (T)result!;
        }

        if (!plan.Outputs.Contains(node))
        {
            throw new ArgumentException($"{node} was not among the requested outputs of this run", nameof(node));
        }

        if (Failures.FirstOrDefault(failure => ReferenceEquals(failure.Node, kept)) is { } own)
        {
            throw new GraphException($"{node} failed after {own.Attempts} tries: {own.Exception.Message}", node, own.Exception);
        }

        throw new GraphException($"{node} was not run because {Failures[0].Node} failed: {Failures[0].Exception.Message}", node, Failures[0].Exception);
    }

    /// <summary>Throws when anything failed.</summary>
    /// <exception cref="GraphException">At least one node failed; it names the first in graph order, whose exception is the inner one.</exception>
    public void ThrowIfFailed()
    {
        if (Succeeded)
        {
            return;
        }

        NodeFailure first = Failures[0];
        string others = Failures.Count == 1 ? "" : $" (and {Failures.Count - 1} other nodes failed)";
        throw new GraphException($"{first.Node} failed after {first.Attempts} tries: {first.Exception.Message}{others}", first.Node, first.Exception);
    }
}
