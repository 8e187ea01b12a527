using Portolan.Geometry.Internals;
using Portolan.Geometry.Solvers;

namespace Portolan.Geometry.Geodesics;

/// <summary>The curves from which geodesics are searched for.</summary>
internal static class StartingCurves
{
    /// <summary>How far the middle of a bent start is moved, relative to the distance of the ends.</summary>
    private const double Bend = 0.35;

    /// <summary>Straight; bent both ways across; through each waypoint; through all of them in their order along the line.</summary>
    public static List<Curve> Make(Metric metric, ReadOnlySpan<double> start, ReadOnlySpan<double> end, GeodesicOptions options)
    {
        Curve straight = Curve.Straight(start, end, options.Points);
        List<Curve> curves = [straight];
        if (!options.MultiStart)
        {
            return curves;
        }

        double[] across = Across(metric, straight);
        if (across.Length > 0)
        {
            curves.Add(Curve.Bent(start, end, options.Points, across));
            for (int k = 0; k < across.Length; k++)
            {
                across[k] = -across[k];
            }

            curves.Add(Curve.Bent(start, end, options.Points, across));
        }

        foreach (double[] waypoint in options.Waypoints)
        {
            curves.Add(Through(start, end, [waypoint], options.Points));
        }

        if (options.Waypoints.Count > 1)
        {
            curves.Add(Through(start, end, InOrder(start, end, options.Waypoints), options.Points));
        }

        return curves;
    }

    /// <summary>A displacement at right angles to the line: in the plane the normal, above that the direction in which the energy of the
    /// straight line falls fastest; nothing in one dimension.</summary>
    private static double[] Across(Metric metric, Curve straight)
    {
        int d = straight.Dimension;
        double[] chord = Difference(straight.Start, straight.End);
        double reach = Math.Sqrt(DoubleKernels.Dot(chord, chord));
        double[] across = new double[d];
        if (d == 2)
        {
            across[0] = -chord[1];
            across[1] = chord[0];
        }
        else
        {
            CurveEnergy energy = new(MetricForm.Of(metric), straight.SegmentCount);
            double[] gradient = new double[energy.InnerLength];
            energy.Gradient(straight.Coordinates, gradient);
            for (int row = 0; row < gradient.Length; row += d)
            {
                DoubleKernels.AddScaled(-1, gradient.AsSpan(row, d), across);
            }

            DoubleKernels.AddScaled(-DoubleKernels.Dot(across, chord) / (reach * reach), chord, across);
        }

        double size = Math.Sqrt(DoubleKernels.Dot(across, across));
        // What is left of a direction along the chord is rounding.
        if (!double.IsFinite(size) || size <= 1e-12 * (1 + reach))
        {
            return [];
        }

        DoubleKernels.Combine(Bend * reach / size, across, 0, across, across);
        return across;
    }

    private static double[][] InOrder(ReadOnlySpan<double> start, ReadOnlySpan<double> end, IReadOnlyList<double[]> waypoints)
    {
        double[] chord = Difference(start, end);
        double[] along = new double[waypoints.Count];
        double[][] ordered = [.. waypoints];
        for (int i = 0; i < ordered.Length; i++)
        {
            along[i] = DoubleKernels.Dot(chord, ordered[i]);
        }

        Array.Sort(along, ordered);
        return ordered;
    }

    private static Curve Through(ReadOnlySpan<double> start, ReadOnlySpan<double> end, double[][] waypoints, int points)
    {
        int d = start.Length;
        double[] corners = new double[(waypoints.Length + 2) * d];
        start.CopyTo(corners);
        for (int i = 0; i < waypoints.Length; i++)
        {
            waypoints[i].CopyTo(corners, (i + 1) * d);
        }

        end.CopyTo(corners.AsSpan(corners.Length - d));
        return new Curve(corners, d).Resample(points);
    }

    private static double[] Difference(ReadOnlySpan<double> start, ReadOnlySpan<double> end)
    {
        double[] difference = new double[start.Length];
        DoubleKernels.Combine(-1, start, 1, end, difference);
        return difference;
    }
}
