using System.Globalization;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Geodesics;

/// <summary>Checks what users hand to the solvers.</summary>
internal static class GeodesicArguments
{
    public static void CheckOptions(GeodesicOptions options, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Points, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPoints, options.Points);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxIterations ?? 0);
        CheckPositive(options.GradientTolerance, nameof(options.GradientTolerance));
        CheckPositive(options.LearningRate, nameof(options.LearningRate));
        CheckPositive(options.RefinementTolerance ?? 1, nameof(options.RefinementTolerance));
        foreach (double[] waypoint in options.Waypoints)
        {
            if (waypoint.Length != dimension || !DoubleKernels.AllFinite(waypoint))
            {
                throw new ArgumentException(
                    $"A waypoint has {waypoint.Length} coordinates or one that is not finite, expected {dimension} finite ones.", nameof(options));
            }
        }
    }

    public static void CheckPositive(double value, string name)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(
                name, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, expected a positive finite number."));
        }
    }

    /// <summary>Checks a vector's size and that it is finite.</summary>
    public static void CheckVector(int dimension, ReadOnlySpan<double> vector, string name)
    {
        if (vector.Length != dimension)
        {
            throw new ArgumentException($"The {name} has {vector.Length} coordinates, the metric {dimension} dimensions.", name);
        }

        for (int k = 0; k < vector.Length; k++)
        {
            if (!double.IsFinite(vector[k]))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Coordinate {k} of the {name} is {vector[k]}, expected a finite number."), name);
            }
        }
    }

    /// <summary>Checks a point, and that the metric is finite there.</summary>
    public static void CheckPoint(Metric metric, ReadOnlySpan<double> point, string name)
    {
        CheckVector(metric.Dimension, point, name);
        using var vector = new Rented(2 * point.Length);
        Span<double> ones = vector.Span[..point.Length];
        Span<double> lowered = vector.Span[point.Length..];
        ones.Fill(1);
        metric.Lower(point, ones, lowered);
        if (!DoubleKernels.AllFinite(lowered))
        {
            throw new GeometryException(
                $"the metric is not finite at the {name} point, as where the density is zero",
                "move the point to where there is data, or give the density a wider bandwidth");
        }
    }
}
