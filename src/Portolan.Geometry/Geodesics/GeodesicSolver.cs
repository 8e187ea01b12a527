using System.Globalization;
using Portolan.Geometry.Geodesics;
using Portolan.Geometry.Internals;
using Portolan.Geometry.Solvers;

namespace Portolan.Geometry;

/// <summary>Finds the shortest curves of a metric between two points, and says how far they can be trusted.</summary>
/// <remarks>Does not change; any number of threads may use one. The same input gives the same bits.
/// A search is for one pair of points.</remarks>
public sealed class GeodesicSolver
{
    /// <summary>A solver for a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="options">null for the defaults.</param>
    /// <exception cref="ArgumentException">A waypoint has not the metric's dimension or is not finite, or an option is out of its range.</exception>
    public GeodesicSolver(Metric metric, GeodesicOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Metric = metric;
        Options = options ?? new GeodesicOptions();
        GeodesicArguments.CheckOptions(Options, metric.Dimension);
    }

    /// <summary>The metric.</summary>
    public Metric Metric { get; }

    /// <summary>How it searches.</summary>
    public GeodesicOptions Options { get; }

    /// <summary>Finds the geodesic between two points, from one or more starting curves.</summary>
    /// <param name="start">d finite values.</param>
    /// <param name="end">d finite values; the same as the start gives a curve of that point, of length 0.</param>
    /// <param name="cancellation">Looked at once a step.</param>
    /// <returns>The best curve found, even where the search has not converged: look at <see cref="GeodesicResult.IsConverged"/>.</returns>
    /// <exception cref="ArgumentException">An end point has not the metric's dimension or is not finite.</exception>
    /// <exception cref="GeometryException">The metric is not finite at an end point, as where the density is zero.</exception>
    public GeodesicResult Solve(ReadOnlySpan<double> start, ReadOnlySpan<double> end, CancellationToken cancellation = default)
    {
        GeodesicArguments.CheckPoint(Metric, start, "start");
        GeodesicArguments.CheckPoint(Metric, end, "end");
        if (start.SequenceEqual(end))
        {
            return GeodesicSearch.Trivial(Curve.Straight(start, end, Options.Points));
        }

        return new GeodesicSearch(Metric, Options).Run(StartingCurves.Make(Metric, start, end, Options), cancellation);
    }

    /// <summary>Finds the geodesic near a curve, with its ends and its number of points.</summary>
    /// <param name="initial">Of the metric's dimension, 3 points or more.</param>
    /// <param name="cancellation">Looked at once a step.</param>
    /// <exception cref="ArgumentException">The curve has not the metric's dimension, or too few points.</exception>
    /// <exception cref="GeometryException">The metric is not finite at an end point.</exception>
    public GeodesicResult SolveFrom(Curve initial, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(initial);
        if (initial.PointCount < 3)
        {
            throw new ArgumentException($"The curve has {initial.PointCount} points, expected 3 or more.", nameof(initial));
        }

        GeodesicArguments.CheckPoint(Metric, initial.Start, "start");
        GeodesicArguments.CheckPoint(Metric, initial.End, "end");
        return new GeodesicSearch(Metric, Options).Run([initial], cancellation);
    }
}
