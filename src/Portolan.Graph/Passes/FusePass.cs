using System.Collections.Immutable;
using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>Plans batches: puts calls of one batch operation together that do not depend on each other, within its limits.</summary>
/// <remarks>
/// The level of a node is the largest number of batch calls on a path that leads to it. Calls of one level cannot depend on each other,
/// since a path from one batch call to another raises the level by one; and when each batch is contracted to one node the graph stays
/// without cycles, because every edge that leaves a batch leads to a higher level and no edge leads to a lower one.
/// </remarks>
public sealed class FusePass : IGraphPass
{
    /// <inheritdoc/>
    public string Name => "fuse";

    /// <inheritdoc/>
    public GraphPlan Apply(GraphPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!HasBatchCalls(plan.Nodes))
        {
            return plan;
        }

        var groups = new BatchGroups<int>();
        var members = new Dictionary<(int Group, int Level), List<Node>>();
        int[] levels = new int[plan.GraphSize];
        foreach (Node node in plan.Nodes)
        {
            int level = 0;
            foreach (Node input in node.Inputs)
            {
                Node kept = plan.Resolve(input);
                level = Math.Max(level, levels[kept.Index] + (kept.IsBatchCall ? 1 : 0));
            }

            levels[node.Index] = level;
            if (node.IsBatchCall)
            {
                (int, int) place = (groups.GetOrAdd(node, () => groups.Count), level);
                if (!members.TryGetValue(place, out List<Node>? list))
                {
                    members.Add(place, list = []);
                }

                list.Add(node);
            }
        }

        ImmutableArray<PlannedBatch>.Builder batches = ImmutableArray.CreateBuilder<PlannedBatch>();
        foreach (((_, int level), List<Node> list) in members.OrderBy(pair => pair.Key.Level).ThenBy(pair => pair.Value[0].Index))
        {
            AddChunks(batches, list, level);
        }

        return plan.WithBatches(batches.DrainToImmutable());
    }

    private static bool HasBatchCalls(ImmutableArray<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node.IsBatchCall)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddChunks(ImmutableArray<PlannedBatch>.Builder batches, List<Node> nodes, int level)
    {
        BatchLimits limits = nodes[0].BatchLimits;
        int start = 0;
        long cost = 0;
        for (int i = 0; i < nodes.Count; i++)
        {
            // What cannot be known yet counts nothing here; the scheduler knows it when it sends.
            long own = limits.MaxCost == long.MaxValue ? 0 : StaticCost.Of(nodes[i]) ?? 0;
            if (i > start && (i - start == limits.MaxItems || own > limits.MaxCost - cost))
            {
                Add(start, i);
                start = i;
                cost = 0;
            }

            cost += own > limits.MaxCost ? limits.MaxCost + 1 : own;
        }

        Add(start, nodes.Count);

        void Add(int from, int to) => batches.Add(new PlannedBatch(nodes[from].Operation, [.. nodes[from..to]], level));
    }
}
