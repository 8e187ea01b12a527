namespace Portolan.Graph.Drawing.Layout;

/// <summary>Gives vertices their places along the rows: as near to their neighbours as their order and their widths allow.</summary>
/// <remarks>
/// Row by row, downwards and upwards, the weighted sum of squared distances to where neighbours are is made as small as the gaps allow;
/// with one row free that is isotonic regression, which pooling adjacent violators solves exactly. Bends weigh more, so that long
/// edges run straight, and so does an edge that is the only one at both of its ends, so that chains stand upright.
/// </remarks>
internal static class Placement
{
    private const int Sweeps = 24;

    private const double NodeNode = 1, NodeBend = 2, BendBend = 8, Only = 6;

    /// <summary>Sets <see cref="Vertex.X"/>.</summary>
    /// <param name="rows">Ordered rows.</param>
    /// <param name="gap">The least distance between the centres of a vertex and the next one.</param>
    public static void Assign(Vertex[][] rows, Func<Vertex, Vertex, double> gap)
    {
        double[][] gaps = [.. rows.Select(row => row.Select((vertex, at) => at == 0 ? 0 : gap(row[at - 1], vertex)).ToArray())];
        for (int i = 0; i < rows.Length; i++)
        {
            double x = -gaps[i].Sum() / 2;
            for (int at = 0; at < rows[i].Length; at++)
            {
                rows[i][at].X = x += gaps[i][at];
            }
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool downwards = sweep % 2 == 0, both = sweep >= Sweeps / 2;
            for (int i = 0; i < rows.Length; i++)
            {
                int row = downwards ? i : rows.Length - 1 - i;
                Fit(rows[row], gaps[row], up: both || downwards, down: both || !downwards);
            }
        }
    }

    private static void Fit(Vertex[] row, double[] gaps, bool up, bool down)
    {
        // Blocks of vertices that touch: the mean of their wishes, each less its offset in the row.
        var blocks = new List<(double Sum, double Weight, int Start)>();
        double offset = 0;
        double[] offsets = new double[row.Length];
        for (int at = 0; at < row.Length; at++)
        {
            offsets[at] = offset += gaps[at];
            (double wish, double weight) = Wish(row[at], up, down);
            (double Sum, double Weight, int Start) block = ((wish - offset) * weight, weight, at);
            while (blocks.Count > 0 && blocks[^1].Sum * block.Weight >= block.Sum * blocks[^1].Weight)
            {
                block = (block.Sum + blocks[^1].Sum, block.Weight + blocks[^1].Weight, blocks[^1].Start);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        for (int i = 0; i < blocks.Count; i++)
        {
            int end = i + 1 < blocks.Count ? blocks[i + 1].Start : row.Length;
            for (int at = blocks[i].Start; at < end; at++)
            {
                row[at].X = (blocks[i].Sum / blocks[i].Weight) + offsets[at];
            }
        }
    }

    private static (double Wish, double Weight) Wish(Vertex vertex, bool up, bool down)
    {
        // Who has no neighbours on that side stays, unless the others push.
        double sum = vertex.X * 0.01, weight = 0.01;
        foreach (Vertex neighbour in (up ? vertex.Up : []).Concat(down ? vertex.Down : []))
        {
            (Vertex above, Vertex below) = neighbour.Layer < vertex.Layer ? (neighbour, vertex) : (vertex, neighbour);
            double pull = vertex.IsBend && neighbour.IsBend ? BendBend
                : vertex.IsBend || neighbour.IsBend ? NodeBend
                : above.Down.Count == 1 && below.Up.Count == 1 ? Only
                : NodeNode;
            sum += neighbour.X * pull;
            weight += pull;
        }

        return (sum / weight, weight);
    }
}
