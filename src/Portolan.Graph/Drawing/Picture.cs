using System.Collections.Immutable;
using Portolan.Graph.Internals;
using Portolan.Graph.Reports.Html;

namespace Portolan.Graph.Drawing;

/// <summary>What is drawn, before anything has a place: boxes of nodes, edges between them, and frames around planned batches.</summary>
internal sealed class Picture
{
    private Picture(ImmutableArray<DrawnNode> nodes, ImmutableArray<DrawnEdge> edges, ImmutableArray<DrawnFrame> frames, PlanEdges plan)
    {
        Nodes = nodes;
        Edges = edges;
        Frames = frames;
        NodeCount = plan.Nodes.Length;
        EdgeCount = plan.EdgeCount;
    }

    public ImmutableArray<DrawnNode> Nodes { get; }

    /// <summary>Each pair of nodes once, by first node, then by second.</summary>
    public ImmutableArray<DrawnEdge> Edges { get; }

    public ImmutableArray<DrawnFrame> Frames { get; }

    public int NodeCount { get; }

    public long EdgeCount { get; }

    public static Picture Of(PlanEdges plan, GraphDrawingOptions options)
    {
        int[] groups = Folding.Groups(plan, options);
        int groupCount = groups.Length == 0 ? 0 : groups.Max() + 1;
        var members = new List<int>[groupCount];
        for (int i = 0; i < groups.Length; i++)
        {
            (members[groups[i]] ??= []).Add(i);
        }

        (int[] frameOf, ImmutableArray<DrawnFrame> frames) = Frame(plan, groups, groupCount);
        return new Picture(
            [.. members.Select((positions, group) => Draw(plan, positions, group, frameOf[group]))],
            Connect(plan, groups),
            frames,
            plan);
    }

    private static DrawnNode Draw(PlanEdges plan, List<int> positions, int group, int frame)
    {
        Node first = plan.Nodes[positions[0]];
        Resource[] resources = [.. positions.Select(i => plan.Nodes[i].Operation.Resource).Distinct()];
        bool isOutput = positions.Exists(i => plan.IsOutput[i]);
        if (positions.Count == 1)
        {
            string key = first.Key.ToString()[..8];
            string name = first.Expanding is { } expanding ? Bodies(expanding) : first.Label == first.OperationName ? "" : first.OperationName;
            string detail = name.Length == 0 ? key : $"{name} · {key}";
            return new DrawnNode(group, first.Label, detail, $"{first.Label}\n{first.OperationName}\n{first.Operation.Resource}\n{first.Key}", 1, resources[0], isOutput, frame);
        }

        string[] operations = [.. positions.Select(i => plan.Nodes[i].OperationName).Distinct(StringComparer.Ordinal)];
        string names = operations.Length switch
        {
            <= 2 => string.Join(" and ", operations),
            _ => $"{operations[0]}, {operations[1]} and {operations.Length - 2} more",
        };
        string label = $"{names} × {Numbers.Count(positions.Count)}";
        string example = first.Label == first.OperationName ? "" : first.Label + " …";
        string about = $"{Numbers.Count(positions.Count)} nodes of {string.Join(", ", operations)}\n{string.Join(", ", resources)}\nfirst: {first}";
        return new DrawnNode(group, label, example, about, positions.Count, resources[0], isOutput, frame);
    }

    // What a map does to each element, or what a conditional chooses from; how many calls that becomes is not known yet.
    private static string Bodies(IExpandingNode expanding) =>
        string.Join(" or ", expanding.Templates.Select(body => string.Join(" → ", body.Operations.Select(operation => operation.Name).Distinct(StringComparer.Ordinal))));

    private static ImmutableArray<DrawnEdge> Connect(PlanEdges plan, int[] groups)
    {
        var counts = new Dictionary<(int From, int To), long>();
        for (int i = 0; i < groups.Length; i++)
        {
            foreach (int input in plan.Inputs[i])
            {
                if (groups[input] != groups[i])
                {
                    (int, int) edge = (groups[input], groups[i]);
                    counts[edge] = counts.GetValueOrDefault(edge) + 1;
                }
            }
        }

        return [.. counts.OrderBy(pair => pair.Key).Select(pair => new DrawnEdge(pair.Key.From, pair.Key.To, pair.Value))];
    }

    /// <summary>A frame is a set of batches that share folded nodes; usually one batch.</summary>
    private static (int[] FrameOf, ImmutableArray<DrawnFrame> Frames) Frame(PlanEdges plan, int[] groups, int groupCount)
    {
        int[] parent = [.. Enumerable.Range(0, plan.BatchSizes.Length)];
        int[] batchOfGroup = new int[groupCount];
        Array.Fill(batchOfGroup, -1);
        for (int i = 0; i < groups.Length; i++)
        {
            int batch = plan.Batch[i];
            if (batch < 0)
            {
                continue;
            }

            ref int own = ref batchOfGroup[groups[i]];
            own = own < 0 ? batch : own;
            parent[Root(parent, batch)] = Root(parent, own);
        }

        var numbers = new Dictionary<int, int>();
        int[] frameOf = new int[groupCount];
        for (int group = 0; group < groupCount; group++)
        {
            if (batchOfGroup[group] < 0)
            {
                frameOf[group] = -1;
                continue;
            }

            int root = Root(parent, batchOfGroup[group]);
            numbers.TryAdd(root, numbers.Count);
            frameOf[group] = numbers[root];
        }

        var sizes = new List<int>[numbers.Count];
        for (int batch = 0; batch < parent.Length; batch++)
        {
            if (numbers.TryGetValue(Root(parent, batch), out int frame))
            {
                (sizes[frame] ??= []).Add(plan.BatchSizes[batch]);
            }
        }

        return (frameOf, [.. sizes.Select((list, frame) => new DrawnFrame(frame, Label(list)))]);
    }

    private static string Label(List<int> sizes) => sizes switch
    {
        [int only] => $"batch of {Numbers.Count(only)}",
        _ when sizes.Min() == sizes.Max() => $"{Numbers.Count(sizes.Count)} batches of {Numbers.Count(sizes[0])}",
        _ => $"{Numbers.Count(sizes.Count)} batches of at most {Numbers.Count(sizes.Max())}",
    };

    private static int Root(int[] parent, int batch)
    {
        while (parent[batch] != batch)
        {
            parent[batch] = parent[parent[batch]];
            batch = parent[batch];
        }

        return batch;
    }
}
