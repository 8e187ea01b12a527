using System.Globalization;
using Portolan.Geometry.Geodesics;
using Portolan.Geometry.Solvers;

namespace Portolan.Geometry;

/// <summary>Geodesic distances between all pairs of a set of points.</summary>
public static class GeodesicDistances
{
    /// <summary>The largest n with n² numbers in one array.</summary>
    private const int MaxCount = 46_340;

    /// <summary>Finds the geodesic of every pair, in parallel, each from the straight line.</summary>
    /// <remarks>The result does not depend on the number of workers: each pair is searched on its own, from its lower number to its
    /// higher. <see cref="GeodesicOptions.MultiStart"/> and <see cref="GeodesicOptions.Waypoints"/> are honoured; the check of refinement
    /// and its tolerance are not, since they would cost a multiple of the search: solve doubtful pairs alone.</remarks>
    /// <param name="metric">The metric.</param>
    /// <param name="points">(n, d) row-major, finite; n at most 46,340, whose n² distances are what one array holds.</param>
    /// <param name="options">null for the defaults with <see cref="GeodesicOptions.MultiStart"/> off.</param>
    /// <param name="workers">Threads, 1 or more; null for one a processor.</param>
    /// <param name="progress">Told the number of pairs done, now and then, from the workers' threads; may be null.</param>
    /// <param name="cancellation">Looked at once a step.</param>
    /// <exception cref="ArgumentException">The points are not rows of d finite values or too many, or an option is out of its range.</exception>
    /// <exception cref="GeometryException">The metric is not finite at a point; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static DistanceMatrix Compute(
        Metric metric, ReadOnlySpan<double> points, GeodesicOptions? options = null, int? workers = null,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        options = (options ?? new GeodesicOptions { MultiStart = false }) with { CheckRefinement = false, RefinementTolerance = null, Observer = null };
        GeodesicArguments.CheckOptions(options, metric.Dimension);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers ?? 1, 1);
        int d = metric.Dimension;
        (int count, int rest) = Math.DivRem(points.Length, d);
        if (rest != 0)
        {
            throw new ArgumentException($"{points.Length} coordinates are not points of dimension {d}.", nameof(points));
        }

        if (count > MaxCount)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{count} points have more distances than one matrix holds, expected at most {MaxCount} points: compute them in parts."),
                nameof(points));
        }

        double[] rows = points.ToArray();
        for (int i = 0; i < count; i++)
        {
            GeodesicArguments.CheckPoint(metric, rows.AsSpan(i * d, d), $"row {i}");
        }

        double[] distances = new double[count * count];
        bool[] failed = new bool[distances.LongLength];
        int done = 0;
        int pairCount = count * (count - 1) / 2;
        int stride = Math.Max(1, pairCount / 100);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = workers ?? Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(
            0,
            pairCount,
            parallel,
            () => new CurveMinimizer(MetricForm.Of(metric), options.Points - 1, options),
            (pair, _, minimizer) =>
            {
                (int i, int j) = PairOf(pair, count);
                double length = Distance(metric, minimizer, rows.AsSpan(i * d, d), rows.AsSpan(j * d, d), options, cancellation, out bool isConverged);
                distances[(i * count) + j] = distances[(j * count) + i] = length;
                failed[(i * count) + j] = !isConverged;
                int soFar = Interlocked.Increment(ref done);
                if (soFar % stride == 0 || soFar == pairCount)
                {
                    progress?.Report(soFar);
                }

                return minimizer;
            },
            _ => { });

        List<(int First, int Second)> open = [];
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count; j++)
            {
                if (failed[(i * count) + j])
                {
                    open.Add((i, j));
                }
            }
        }

        return new DistanceMatrix(distances, count, open);
    }

    /// <summary>Pair number k of (0,1), (0,2), …, (1,2), ….</summary>
    private static (int First, int Second) PairOf(int pair, int count)
    {
        // Solves i n − i (i + 3) / 2 + j − 1 = k for the largest i with its first pair at or below k.
        int i = (int)(count - 0.5 - Math.Sqrt(((count - 0.5) * (count - 0.5)) - (2.0 * pair)));
        while (FirstOf(i, count) > pair)
        {
            i--;
        }

        while (FirstOf(i + 1, count) <= pair)
        {
            i++;
        }

        return (i, i + 1 + (int)(pair - FirstOf(i, count)));
    }

    private static long FirstOf(int i, int count) => ((long)i * count) - ((long)i * (i + 1) / 2);

    private static double Distance(
        Metric metric, CurveMinimizer minimizer, ReadOnlySpan<double> start, ReadOnlySpan<double> end,
        GeodesicOptions options, CancellationToken cancellation, out bool isConverged)
    {
        isConverged = true;
        if (start.SequenceEqual(end))
        {
            return 0;
        }

        double least = double.PositiveInfinity;
        double length = double.NaN;
        isConverged = false;
        foreach (Curve initial in StartingCurves.Make(metric, start, end, options))
        {
            double[] coordinates = initial.Coordinates.ToArray();
            Descent descent = minimizer.Minimize(coordinates, observer: null, cancellation);
            bool isMinimum = descent.Ending == DescentEnding.Converged;
            if (descent.Ending == DescentEnding.NotFinite || (isConverged && !isMinimum)
                || (isConverged == isMinimum && !(descent.Energy < least)))
            {
                continue;
            }

            isConverged = isMinimum;
            least = descent.Energy;
            minimizer.Energy.Value(coordinates);
            length = 0;
            foreach (double square in minimizer.Energy.SegmentValues)
            {
                length += Math.Sqrt(square);
            }
        }

        return length;
    }
}
