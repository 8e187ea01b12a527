namespace Portolan.Graph.Drawing.Layout;

/// <summary>Gives each node a layer below those of its inputs: the longest path first, then nodes move to where their edges are shorter.</summary>
internal static class Layering
{
    // Each round only shortens edges; pictures are small, and what is left after this many rounds is not seen.
    private const int MostRounds = 16;

    /// <summary>Layers by node, without empty ones.</summary>
    /// <param name="picture">What is drawn.</param>
    /// <param name="together">Whether the nodes of each frame are in one layer; false when frames need each other in a circle.</param>
    public static int[] Of(Picture picture, out bool together)
    {
        int count = picture.Nodes.Length;
        int[] units = [.. picture.Nodes.Select(node => node.Frame < 0 ? picture.Frames.Length + node.Index : node.Frame)];
        int[]? layers = Layers(Numbered(units), picture);
        together = layers is not null;
        return layers ?? Layers([.. Enumerable.Range(0, count)], picture)!;
    }

    private static int[]? Layers(int[] unitOf, Picture picture)
    {
        int count = unitOf.Length == 0 ? 0 : unitOf.Max() + 1;
        var inputs = new List<int>[count];
        var users = new List<int>[count];
        for (int unit = 0; unit < count; unit++)
        {
            inputs[unit] = [];
            users[unit] = [];
        }

        foreach (DrawnEdge edge in picture.Edges)
        {
            int from = unitOf[edge.From], to = unitOf[edge.To];
            if (from == to)
            {
                return null;
            }

            inputs[to].Add(from);
            users[from].Add(to);
        }

        int[] layers = new int[count], missing = [.. inputs.Select(list => list.Count)];
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(unit => missing[unit] == 0));
        int placed = 0;
        while (ready.TryDequeue(out int unit))
        {
            placed++;
            foreach (int user in users[unit])
            {
                layers[user] = Math.Max(layers[user], layers[unit] + 1);
                if (--missing[user] == 0)
                {
                    ready.Enqueue(user);
                }
            }
        }

        if (placed < count)
        {
            return null;
        }

        Shorten(layers, inputs, users);
        int[] used = [.. layers.Distinct().Order()];
        return [.. unitOf.Select(unit => Array.BinarySearch(used, layers[unit]))];
    }

    private static void Shorten(int[] layers, List<int>[] inputs, List<int>[] users)
    {
        bool changed = true;
        for (int round = 0; changed && round < MostRounds; round++)
        {
            changed = false;
            for (int unit = layers.Length - 1; unit >= 0; unit--)
            {
                int at = layers[unit];
                if (users[unit].Count > inputs[unit].Count)
                {
                    at = users[unit].Min(user => layers[user]) - 1;
                }
                else if (inputs[unit].Count > users[unit].Count)
                {
                    at = inputs[unit].Max(input => layers[input]) + 1;
                }

                changed |= at != layers[unit];
                layers[unit] = at;
            }
        }
    }

    private static int[] Numbered(int[] units)
    {
        var known = new Dictionary<int, int>();
        foreach (int unit in units)
        {
            known.TryAdd(unit, known.Count);
        }

        return [.. units.Select(unit => known[unit])];
    }
}
