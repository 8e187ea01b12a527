namespace Portolan.Graph;

/// <summary>What a run gave: results of the requested outputs, and what failed.</summary>
/// <remarks>Immutable and thread-safe. Results of nodes that were not requested are not kept.</remarks>
public sealed class GraphResult
{
    private readonly GraphPlan plan;
    private readonly Dictionary<Node, object?> results;

    // What failed, for outputs that were skipped for it.
    private readonly Dictionary<Node, Node> causes;

    internal GraphResult(GraphPlan plan, Dictionary<Node, object?> results, Dictionary<Node, Node> causes)
    {
        this.plan = plan;
        this.results = results;
        this.causes = causes;
    }

    /// <summary>Whether every requested output has its result.</summary>
    public bool Succeeded => Failures.Count == 0 && StopReason is null;

    /// <summary>The nodes that failed for good, in graph order; those that maps and conditionals turned into come last.</summary>
    public required IReadOnlyList<NodeFailure> Failures { get; init; }

    /// <summary>The nodes that were to run and did not, because something failed or the run was stopped; in graph order.</summary>
    public required IReadOnlyList<Node> NotRun { get; init; }

    /// <summary>Nodes that ran and have a result.</summary>
    public required int Executed { get; init; }

    /// <summary>Nodes whose stored results were used.</summary>
    public required int FromStore { get; init; }

    /// <summary>Why an operation ended the run in order, see <see cref="StopRunException"/>; null when none did.</summary>
    public string? StopReason { get; init; }

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

        if (FailureOf(kept) is { } own)
        {
            throw new GraphException($"{node} failed after {own.Attempts} tries: {own.Exception.Message}", node, own.Exception);
        }

        // With the policy to stop there is no single cause: the run ended before it got here.
        NodeFailure? failure = causes.TryGetValue(kept, out Node? cause) ? FailureOf(cause)
            : Failures.Count > 0 ? Failures[0]
            : null;
        throw failure is null || (StopReason is not null && cause is null)
            ? new GraphException($"{node} was not run because the run was stopped: {StopReason}", node)
            : new GraphException($"{node} was not run because {failure.Node} failed: {failure.Exception.Message}", node, failure.Exception);
    }

    /// <summary>Throws when anything failed or the run was stopped.</summary>
    /// <exception cref="GraphException">
    /// At least one node failed; it names the first in graph order, whose exception is the inner one. Or an operation ended the run.
    /// </exception>
    public void ThrowIfFailed()
    {
        if (Succeeded)
        {
            return;
        }

        if (Failures.Count == 0)
        {
            throw new GraphException($"the run was stopped: {StopReason}");
        }

        NodeFailure first = Failures[0];
        string others = Failures.Count == 1 ? "" : $" (and {Failures.Count - 1} other nodes failed)";
        throw new GraphException($"{first.Node} failed after {first.Attempts} tries: {first.Exception.Message}{others}", first.Node, first.Exception);
    }

    private NodeFailure? FailureOf(Node node) => Failures.FirstOrDefault(failure => ReferenceEquals(failure.Node, node));
}
