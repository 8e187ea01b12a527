using System.Runtime.InteropServices;

namespace Portolan.Graph.Drawing;

/// <summary>Decides which nodes are drawn as one. The rules are those that <see cref="GraphDrawing"/> tells its users.</summary>
internal sealed class Folding
{
    private const int MostRanges = 64;

    private readonly PlanEdges plan;
    private readonly GraphDrawingOptions options;
    private readonly int count;

    private Folding(PlanEdges plan, GraphDrawingOptions options)
    {
        this.plan = plan;
        this.options = options;
        count = plan.Nodes.Length;
    }

    /// <summary>For each position the number of its group. Groups are numbered by their first nodes, and the graph of groups has no cycle.</summary>
    public static int[] Groups(PlanEdges plan, GraphDrawingOptions options) => Numbered(new Folding(plan, options).Choose());

    private int[] Choose()
    {
        if (count == 0)
        {
            return [];
        }

        if (SamePosition() is { } classes)
        {
            int[] sizes = Sizes(classes);
            int[] first = new int[sizes.Length];
            Array.Fill(first, -1);
            int[] large = new int[count];
            for (int i = 0; i < count; i++)
            {
                int at = classes[i];
                first[at] = first[at] < 0 ? i : first[at];
                large[i] = sizes[at] > options.FoldAbove ? first[at] : i;
            }

            if (large.Distinct().Count() <= options.MaxNodes)
            {
                return large;
            }

            if (sizes.Length <= options.MaxNodes)
            {
                return classes;
            }
        }

        int[] depths = Depths();
        int deepest = depths.Max() + 1;
        int[] operations = Operations(i => (plan.Nodes[i].OperationName, plan.Nodes[i].Operation.Resource, plan.Batch[i] >= 0));
        int[] byDepth = Combine(operations, depths);
        if (byDepth.Distinct().Count() <= options.MaxNodes)
        {
            return byDepth;
        }

        int[] ranged = byDepth;
        for (int ranges = MostRanges; ranges >= 1; ranges /= 2)
        {
            ranged = WithoutCycles(Combine(operations, [.. depths.Select(depth => (int)((long)depth * ranges / deepest))]));
            if (ranged.Distinct().Count() <= options.MaxNodes)
            {
                break;
            }
        }

        return ranged;
    }

    /// <summary>The coarsest partition that no neighbourhood divides further, or null when it has more classes than nodes may be drawn.</summary>
    /// <remarks>
    /// What a node needs decides its class, so its depth is a function of its class, and no class can need itself. Rounds only divide
    /// classes, so the limit can be seen early.
    /// </remarks>
    private int[]? SamePosition()
    {
        int[] colours = Operations(i => (plan.Nodes[i].OperationName, plan.Nodes[i].Operation.Resource, plan.IsOutput[i], plan.Batch[i] >= 0));
        int[][] users = plan.Users();
        int classes = 0;
        while (true)
        {
            // In the order of the plan a node's inputs have their new colours already; backwards its users have.
            colours = Refine(colours, plan.Inputs, Enumerable.Range(0, count), out int forward);
            if (forward > options.MaxNodes)
            {
                return null;
            }

            colours = Refine(colours, users, Enumerable.Range(1, count).Select(i => count - i), out int backward);
            if (backward > options.MaxNodes)
            {
                return null;
            }

            if (backward == classes)
            {
                return colours;
            }

            classes = backward;
        }
    }

    private int[] Refine(int[] colours, int[][] neighbours, IEnumerable<int> order, out int classes)
    {
        int[] refined = new int[count];
        var known = new Dictionary<(ulong, ulong), int>();
        var around = new List<int>();
        foreach (int i in order)
        {
            around.Clear();
            foreach (int neighbour in neighbours[i])
            {
                around.Add(refined[neighbour]);
            }

            // 128 bits of hash: two different neighbourhoods that fall together are not to be expected in the age of the universe.
            around.Sort();
            ulong left = Mix(0x9E3779B97F4A7C15, (ulong)colours[i]), right = Mix(0xC2B2AE3D27D4EB4F, (ulong)colours[i]);
            int last = -1;
            foreach (int colour in CollectionsMarshal.AsSpan(around))
            {
                if (colour != last)
                {
                    left = Mix(left, (ulong)colour + 1);
                    right = Mix(right, (ulong)colour + 0x1_0000_0001);
                    last = colour;
                }
            }

            ref int found = ref CollectionsMarshal.GetValueRefOrAddDefault(known, (left, right), out bool exists);
            refined[i] = found = exists ? found : known.Count - 1;
        }

        classes = known.Count;
        return refined;
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong state, ulong value)
    {
        ulong z = (state ^ value) + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private int[] Operations<T>(Func<int, T> of)
        where T : notnull
    {
        var known = new Dictionary<T, int>();
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++)
        {
            T key = of(i);
            known.TryAdd(key, known.Count);
            numbers[i] = known[key];
        }

        return numbers;
    }

    private int[] Depths()
    {
        int[] depths = new int[count];
        for (int i = 0; i < count; i++)
        {
            foreach (int input in plan.Inputs[i])
            {
                depths[i] = Math.Max(depths[i], depths[input] + 1);
            }
        }

        return depths;
    }

    private int[] Combine(int[] left, int[] right) => Operations(i => (left[i], right[i]));

    private static int[] Sizes(int[] groups)
    {
        int[] sizes = new int[groups.Max() + 1];
        foreach (int group in groups)
        {
            sizes[group]++;
        }

        return sizes;
    }

    private int[] WithoutCycles(int[] groups)
    {
        groups = Numbered(groups);
        var edges = new HashSet<int>[groups.Max() + 1];
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = [];
        }

        for (int i = 0; i < count; i++)
        {
            foreach (int input in plan.Inputs[i])
            {
                if (groups[input] != groups[i])
                {
                    edges[groups[input]].Add(groups[i]);
                }
            }
        }

        int[] components = StrongComponents.Of([.. edges.Select(set => set.ToArray())]);
        return [.. groups.Select(group => components[group])];
    }

    private static int[] Numbered(int[] groups)
    {
        var known = new Dictionary<int, int>();
        int[] numbered = new int[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            known.TryAdd(groups[i], known.Count);
            numbered[i] = known[groups[i]];
        }

        return numbered;
    }
}
