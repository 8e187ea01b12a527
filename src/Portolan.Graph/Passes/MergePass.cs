using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>Lets one node, the first, stand for all with the same key, so that equal work is done once.</summary>
/// <remarks>One look is enough: keys cover inputs by their keys, so what uses merged nodes in the same way has equal keys already.</remarks>
public sealed class MergePass : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "merge";

    /// <inheritdoc/>
    public GraphPlan Apply(GraphPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var firsts = new Dictionary<NodeKey, Node>(plan.Nodes.Length);
        var merged = new List<KeyValuePair<Node, Node>>();
        foreach (Node node in plan.Nodes)
        {
            if (!firsts.TryAdd(node.Key, node))
            {
                merged.Add(new(node, firsts[node.Key]));
            }
        }

        if (merged.Count == 0)
        {
            return plan;
        }

        ImmutableArray<Node>.Builder kept = ImmutableArray.CreateBuilder<Node>(firsts.Count);
        foreach (Node node in plan.Nodes)
        {
            if (ReferenceEquals(firsts[node.Key], node))
            {
                kept.Add(node);
            }
        }

        return plan.With(kept.MoveToImmutable(), merged);
    }
}
