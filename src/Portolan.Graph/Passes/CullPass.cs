using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>Drops the nodes that no requested output needs.</summary>
public sealed class CullPass : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "cull";

    /// <inheritdoc/>
    public GraphPlan Apply(GraphPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        bool[] needed = new bool[plan.GraphSize];
        foreach (Node output in plan.Outputs)
        {
            needed[plan.Resolve(output).Index] = true;
        }

        // Backwards, every user of a node has been seen before the node itself.
        int count = 0;
        for (int i = plan.Nodes.Length - 1; i >= 0; i--)
        {
            Node node = plan.Nodes[i];
            if (!needed[node.Index])
            {
                continue;
            }

            count++;
            foreach (Node input in node.Inputs)
            {
                needed[plan.Resolve(input).Index] = true;
            }
        }

        if (count == plan.Nodes.Length)
        {
            return plan;
        }

        ImmutableArray<Node>.Builder kept = ImmutableArray.CreateBuilder<Node>(count);
        foreach (Node node in plan.Nodes)
        {
            if (needed[node.Index])
            {
                kept.Add(node);
            }
        }

        return plan.With(kept.MoveToImmutable());
    }
}
