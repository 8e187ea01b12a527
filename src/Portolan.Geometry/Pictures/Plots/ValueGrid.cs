namespace Portolan.Geometry.Pictures.Plots;

/// <summary>Values of a function at the nodes of a regular grid over a region.</summary>
internal sealed class ValueGrid
{
    public ValueGrid(PlotRegion region, int columns, int rows, double[] values)
    {
        Region = region;
        Columns = columns;
        Rows = rows;
        Values = values;
    }

    public PlotRegion Region { get; }

    /// <summary>Nodes from left to right.</summary>
    public int Columns { get; }

    /// <summary>Nodes from bottom to top.</summary>
    public int Rows { get; }

    /// <summary>(rows, columns) row-major, bottom row first.</summary>
    public double[] Values { get; }

    /// <summary>The nodes of a grid whose cells are as near to squares as whole numbers allow.</summary>
    /// <returns>(rows, columns, 2) row-major coordinates, bottom row first.</returns>
    public static double[] Nodes(PlotRegion region, int columns, int rows)
    {
        double[] nodes = new double[rows * columns * 2];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int at = ((row * columns) + column) * 2;
                nodes[at] = region.Left + (region.Width * column / (columns - 1));
                nodes[at + 1] = region.Bottom + (region.Height * row / (rows - 1));
            }
        }

        return nodes;
    }

    /// <summary>Evaluates a function of a batch of points on a grid.</summary>
    /// <param name="region">Where.</param>
    /// <param name="nodesAcross">Nodes along the longer side.</param>
    /// <param name="evaluate">Takes (n, 2) points and writes n values.</param>
    public static ValueGrid Of(PlotRegion region, int nodesAcross, Action<double[], double[]> evaluate)
    {
        double step = Math.Max(region.Width, region.Height) / (nodesAcross - 1);
        int columns = Math.Max(2, (int)Math.Round(region.Width / step) + 1), rows = Math.Max(2, (int)Math.Round(region.Height / step) + 1);
        double[] values = new double[rows * columns];
        evaluate(Nodes(region, columns, rows), values);
        return new ValueGrid(region, columns, rows, values);
    }

    /// <summary>The least and the greatest finite value; NaN when there is none.</summary>
    public (double Least, double Greatest) Range()
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (double value in Values)
        {
            if (double.IsFinite(value))
            {
                least = Math.Min(least, value);
                greatest = Math.Max(greatest, value);
            }
        }

        return least <= greatest ? (least, greatest) : (double.NaN, double.NaN);
    }
}
