using Portolan.Geometry.Geodesics;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>Carries vectors along curves so that they stay parallel: their lengths and the angles between them are kept.</summary>
/// <remarks>Integrates the equation of parallel transport under error control. Lengths and angles are kept to about 100 times the
/// tolerance. Does not change; any number of threads may use one.</remarks>
public sealed class ParallelTransport
{
    /// <summary>Transport by a metric's own connection.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="tolerance">Error allowed a step, relative to 1 + the size of each coordinate: 1e-10 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is not positive and finite.</exception>
    public ParallelTransport(Metric metric, double tolerance = 1e-10)
    {
        ArgumentNullException.ThrowIfNull(metric);
        GeodesicArguments.CheckPositive(tolerance, nameof(tolerance));
        Metric = metric;
        Tolerance = tolerance;
    }

    /// <summary>The metric.</summary>
    public Metric Metric { get; }

    /// <summary>Error allowed a step.</summary>
    public double Tolerance { get; }

    /// <summary>Carries vectors from the start of a curve to its end, along its straight segments.</summary>
    /// <param name="curve">Of the metric's dimension.</param>
    /// <param name="vectors">(k, d) row-major, at the start.</param>
    /// <returns>(k, d) row-major, at the end.</returns>
    /// <exception cref="ArgumentException">A size is wrong or a value is not finite.</exception>
    /// <exception cref="GeometryException">The metric is not finite on the way.</exception>
    public double[] Along(Curve curve, ReadOnlySpan<double> vectors)
    {
        ArgumentNullException.ThrowIfNull(curve);
        int count = Count(vectors);
        if (curve.Dimension != Metric.Dimension)
        {
            throw new ArgumentException($"The curve has {curve.Dimension} dimensions, the metric {Metric.Dimension}.", nameof(curve));
        }

        double[] carried = vectors.ToArray();
        if (count == 0)
        {
            return carried;
        }

        SegmentFlow flow = new(Metric, count);
        DormandPrince integrator = new(flow.Length, Tolerance);
        for (int segment = 0; segment < curve.SegmentCount; segment++)
        {
            flow.Enter(curve[segment], curve[segment + 1]);
            double step = 0.25;
            if (!integrator.TryIntegrate(flow, carried, 0, 1, ref step))
            {
                throw new GeometryException($"the metric is not finite between points {segment} and {segment + 1} of the curve");
            }
        }

        return carried;
    }

    /// <summary>Carries vectors along the geodesic that leaves a point with a velocity, for time 1.</summary>
    /// <param name="point">d finite values.</param>
    /// <param name="velocity">d finite values.</param>
    /// <param name="vectors">(k, d) row-major, at the point.</param>
    /// <returns>(k, d) row-major, at the geodesic's end.</returns>
    /// <exception cref="ArgumentException">A size is wrong or a value is not finite.</exception>
    /// <exception cref="GeometryException">The metric is not finite on the way.</exception>
    public double[] AlongGeodesic(ReadOnlySpan<double> point, ReadOnlySpan<double> velocity, ReadOnlySpan<double> vectors)
    {
        GeodesicArguments.CheckPoint(Metric, point, "point");
        GeodesicArguments.CheckVector(Metric.Dimension, velocity, "velocity");
        int d = Metric.Dimension;
        GeodesicFlow flow = new(Metric, Count(vectors));
        double[] state = new double[flow.Length];
        point.CopyTo(state);
        Metric.Lower(point, velocity, state.AsSpan(d, d));
        vectors.CopyTo(state.AsSpan(2 * d));
        double step = 0.01;
        if (!new DormandPrince(flow.Length, Tolerance).TryIntegrate(flow, state, 0, 1, ref step))
        {
            throw new GeometryException("the metric is not finite along the geodesic");
        }

        return state[(2 * d)..];
    }

    private int Count(ReadOnlySpan<double> vectors)
    {
        (int count, int rest) = Math.DivRem(vectors.Length, Metric.Dimension);
        if (rest != 0 || !DoubleKernels.AllFinite(vectors))
        {
            throw new ArgumentException(
                $"{vectors.Length} coordinates are not vectors of dimension {Metric.Dimension}, or one is not finite.", nameof(vectors));
        }

        return count;
    }

    /// <summary>Transport along one straight segment, time 0 to 1.</summary>
    private sealed class SegmentFlow : IFlow
    {
        private readonly ParallelFlow parallel;
        private readonly int d;
        private readonly double[] from;
        private readonly double[] velocity;
        private readonly double[] point;

        public SegmentFlow(Metric metric, int count)
        {
            parallel = new ParallelFlow(metric);
            d = metric.Dimension;
            Length = count * d;
            from = new double[d];
            velocity = new double[d];
            point = new double[d];
        }

        public int Length { get; }

        public void Enter(ReadOnlySpan<double> start, ReadOnlySpan<double> end)
        {
            start.CopyTo(from);
            DoubleKernels.Combine(-1, start, 1, end, velocity);
        }

        public void Derivative(double time, ReadOnlySpan<double> state, Span<double> derivative)
        {
            DoubleKernels.Combine(1, from, time, velocity, point);
            for (int at = 0; at < Length; at += d)
            {
                parallel.Derivative(point, velocity, state.Slice(at, d), derivative.Slice(at, d));
            }
        }
    }
}
