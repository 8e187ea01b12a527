using Portolan.Geometry.Geodesics;
using Portolan.Geometry.Internals;
using Portolan.Geometry.Solvers;

namespace Portolan.Geometry;

/// <summary>Geodesics from a point with a velocity (exp), and the velocity that leads from one point to another (log).</summary>
/// <remarks>Integrates Hamilton's equations with the pair of Dormand and Prince under error control: two scores and one product with the
/// Jacobian a stage. Does not change; any number of threads may use one.</remarks>
public sealed class ExponentialMap
{
    private const int MaxCorrections = 40;
    private const double MissTolerance = 1e-8;

    private readonly GeodesicSolver solver;

    /// <summary>The exponential map of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="tolerance">Error allowed a step, relative to 1 + the size of each coordinate: 1e-10 by default.</param>
    /// <param name="options">How <see cref="Logarithm"/> finds its first curve, and how fine it may become; null for the defaults.</param>
    /// <exception cref="ArgumentException">The tolerance is not positive, or an option is out of its range.</exception>
    public ExponentialMap(Metric metric, double tolerance = 1e-10, GeodesicOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(metric);
        GeodesicArguments.CheckPositive(tolerance, nameof(tolerance));
        Metric = metric;
        Tolerance = tolerance;
        solver = new GeodesicSolver(metric, (options ?? new GeodesicOptions()) with { CheckRefinement = false, RefinementTolerance = null });
    }

    /// <summary>The metric.</summary>
    public Metric Metric { get; }

    /// <summary>Error allowed a step.</summary>
    public double Tolerance { get; }

    /// <summary>Follows the geodesic that leaves a point with a velocity.</summary>
    /// <param name="point">d finite values.</param>
    /// <param name="velocity">d finite values.</param>
    /// <param name="time">For how long: 0 or more, 1 for the exponential map as such.</param>
    /// <param name="points">Points of the curve that is returned, 2 or more.</param>
    /// <param name="cancellation">Looked at once a point.</param>
    /// <exception cref="ArgumentException">A size is wrong or a value is not finite.</exception>
    /// <exception cref="GeometryException">The metric is not finite at the point.</exception>
    public ExponentialResult Shoot(
        ReadOnlySpan<double> point, ReadOnlySpan<double> velocity, double time = 1, int points = 60, CancellationToken cancellation = default)
    {
        GeodesicArguments.CheckPoint(Metric, point, "point");
        GeodesicArguments.CheckVector(Metric.Dimension, velocity, "velocity");
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        if (!double.IsFinite(time))
        {
            throw new ArgumentOutOfRangeException(nameof(time), "The time is not finite.");
        }

        int d = Metric.Dimension;
        GeodesicFlow flow = new(Metric, vectorCount: 0);
        DormandPrince integrator = new(flow.Length, Tolerance);
        double[] state = new double[2 * d];
        double[] curve = new double[points * d];
        double[] speed = [0];
        double[] last = velocity.ToArray();
        point.CopyTo(state);
        point.CopyTo(curve);
        Metric.Lower(point, velocity, state.AsSpan(d));
        Metric.QuadraticForm(point, velocity, speed);
        double square = speed[0];
        double drift = 0;
        double step = time / points;
        int reached = 1;
        for (; reached < points; reached++)
        {
            cancellation.ThrowIfCancellationRequested();
            double from = time * (reached - 1) / (points - 1);
            double to = time * reached / (points - 1);
            if (!integrator.TryIntegrate(flow, state, from, to, ref step))
            {
                break;
            }

            state.AsSpan(0, d).CopyTo(curve.AsSpan(reached * d));
            Metric.Raise(state.AsSpan(0, d), state.AsSpan(d), last);
            Metric.QuadraticForm(state.AsSpan(0, d), last, speed);
            drift = Math.Max(drift, square > 0 ? Math.Abs((speed[0] / square) - 1) : 0);
        }

        return new ExponentialResult
        {
            // One point alone is no curve: it is given twice.
            Curve = new Curve(reached == 1 ? [.. point, .. point] : curve.AsSpan(0, reached * d), d),
            EndVelocity = last,
            Length = Math.Sqrt(square) * time,
            EnergyDrift = drift,
            Steps = integrator.Steps,
            IsComplete = reached == points,
        };
    }

    /// <summary>Finds the velocity at one point whose geodesic is at the other after time 1.</summary>
    /// <remarks>The first guess is the momentum of the discrete geodesic at its start, extrapolated from two refinements; Newton's method on the end point then corrects it,
    /// with a Jacobian of d more integrations a step. Between points that several geodesics join, it is the one that
    /// <see cref="GeodesicSolver"/> finds.</remarks>
    /// <param name="start">d finite values.</param>
    /// <param name="end">d finite values.</param>
    /// <param name="cancellation">Looked at once an integration.</param>
    /// <exception cref="ArgumentException">A size is wrong or a value is not finite.</exception>
    /// <exception cref="GeometryException">The metric is not finite at an end point.</exception>
    public LogarithmResult Logarithm(ReadOnlySpan<double> start, ReadOnlySpan<double> end, CancellationToken cancellation = default)
    {
        GeodesicResult geodesic = solver.Solve(start, end, cancellation);
        int d = Metric.Dimension;
        double[] momentum = new double[d];
        double goal = MissTolerance * (1 + DoubleKernels.LargestMagnitude(end));
        double miss = 0;
        int iterations = 0;
        if (geodesic.Ending == GeodesicEnding.NotFinite)
        {
            miss = double.PositiveInfinity;
        }
        else if (!start.SequenceEqual(end))
        {
            miss = Approach(geodesic.Curve, goal, momentum, ref iterations, cancellation);
        }

        double[] velocity = new double[d];
        Metric.Raise(start, momentum, velocity);
        return new LogarithmResult
        {
            Velocity = velocity,
            Length = Math.Sqrt(DoubleKernels.Dot(velocity, momentum)),
            Miss = miss,
            Iterations = iterations,
            IsConverged = miss <= goal,
            Geodesic = geodesic,
        };
    }

    /// <summary>Reads the momentum from ever finer discrete geodesics until the correction succeeds from there: nearby geodesics part
    /// exponentially, so a coarse guess may be of no use.</summary>
    private double Approach(Curve curve, double goal, double[] momentum, ref int iterations, CancellationToken cancellation)
    {
        int d = Metric.Dimension;
        Shooting shooting = new(Metric, Tolerance, curve.Start, curve.End);
        double[] coarse = new double[d];
        double[] fine = new double[d];
        ReadMomentum(curve, coarse);
        double best = double.PositiveInfinity;
        while (best > goal && (2 * curve.PointCount) - 1 <= solver.Options.MaxPoints)
        {
            curve = solver.SolveFrom(curve.Refine(), cancellation).Curve;
            ReadMomentum(curve, fine);
            // The discrete momentum's error falls with 1/N²; what two levels agree on is better than either.
            double[] guess = new double[d];
            DoubleKernels.Combine(4.0 / 3, fine, -1.0 / 3, coarse, guess);
            double miss = shooting.Correct(guess, goal, MaxCorrections, out int taken, cancellation);
            iterations += taken;
            if (miss < best || double.IsInfinity(best))
            {
                best = miss;
                guess.CopyTo(momentum, 0);
            }

            (coarse, fine) = (fine, coarse);
        }

        return best;
    }

    private void ReadMomentum(Curve curve, double[] momentum)
    {
        new CurveEnergy(MetricForm.Of(Metric), curve.SegmentCount).StartMomentum(curve.Coordinates, momentum);
    }
}
