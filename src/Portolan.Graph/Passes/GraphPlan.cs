using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>What a run is going to do: nodes in the order in which they may run, and the outputs that were asked for.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class GraphPlan
{
    private readonly ImmutableDictionary<Node, Node> standIns;

    private GraphPlan(
        int graphSize, ImmutableArray<Node> nodes, ImmutableArray<Node> outputs, ImmutableDictionary<Node, Node> standIns, ImmutableArray<PlannedBatch> batches)
    {
        GraphSize = graphSize;
        Nodes = nodes;
        Outputs = outputs;
        this.standIns = standIns;
        Batches = batches;
    }

    /// <summary>The nodes to run. A node comes after those that it needs.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>The nodes whose results were asked for, as they were asked for.</summary>
    public ImmutableArray<Node> Outputs { get; }

    /// <summary>Calls that are to go out together; see <see cref="FusePass"/>.</summary>
    /// <remarks>
    /// A hint: the scheduler sends what is ready when it is worth it, so a batch that is sent may have fewer calls or others. Bodies of maps
    /// and conditionals are not in it, because how many calls they become is not known yet.
    /// </remarks>
    public ImmutableArray<PlannedBatch> Batches { get; }

    /// <summary>Nodes in the graph when the plan was made.</summary>
    internal int GraphSize { get; }

    internal ImmutableDictionary<Node, Node> StandIns => standIns;

    /// <summary>The plan that runs every node of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The nodes whose results are wanted.</param>
    /// <exception cref="ArgumentException">An output is null or belongs to another graph.</exception>
    public static GraphPlan Create(TaskGraph graph, IReadOnlyList<Node> outputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(outputs);
        foreach (Node output in outputs)
        {
            if (output is null)
            {
                throw new ArgumentException("an output is null", nameof(outputs));
            }

            graph.CheckOwn(output, nameof(outputs));
        }

        return new GraphPlan(graph.Nodes.Count, [.. graph.NodeSpan], [.. outputs], ImmutableDictionary<Node, Node>.Empty, []);
    }

    /// <summary>The node whose result stands for that of <paramref name="node"/>: itself, or the one it was merged into.</summary>
    /// <param name="node">A node of the graph.</param>
    public Node Resolve(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return standIns.GetValueOrDefault(node, node);
    }

    /// <summary>The nodes of this plan that a node needs. One may appear twice when several inputs were merged into it.</summary>
    /// <param name="node">A node of the graph.</param>
    public IEnumerable<Node> InputsOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Inputs.Select(Resolve);
    }

    /// <summary>This plan with fewer nodes.</summary>
    /// <param name="nodes">The nodes that stay, in their order in this plan.</param>
    /// <param name="merged">Removed nodes, each with the node that stays in its place.</param>
    public GraphPlan With(ImmutableArray<Node> nodes, IEnumerable<KeyValuePair<Node, Node>>? merged = null) =>
        new(GraphSize, nodes, Outputs, merged is null ? standIns : standIns.AddRange(merged), KeepBatches(nodes));

    /// <summary>This plan with other batches.</summary>
    /// <param name="batches">Calls of this plan, each in one batch at most.</param>
    public GraphPlan WithBatches(ImmutableArray<PlannedBatch> batches) => new(GraphSize, Nodes, Outputs, standIns, batches);

    private ImmutableArray<PlannedBatch> KeepBatches(ImmutableArray<Node> nodes)
    {
        if (Batches.IsEmpty)
        {
            return [];
        }

        var kept = new HashSet<Node>(nodes, ReferenceEqualityComparer.Instance);
        return [.. Batches.Select(batch => batch with { Nodes = batch.Nodes.RemoveAll(node => !kept.Contains(node)) }).Where(batch => !batch.Nodes.IsEmpty)];
    }
}
