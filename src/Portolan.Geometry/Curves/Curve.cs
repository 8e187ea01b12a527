using System.Globalization;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>A discrete curve: two or more points of ℝᵈ joined by straight segments, at equal steps of a parameter t from 0 to 1.</summary>
/// <remarks>Does not change once made; any number of threads may read one. All coordinates are finite.</remarks>
public sealed class Curve
{
    private readonly double[] coordinates;

    /// <summary>A curve through the points given.</summary>
    /// <param name="coordinates">(n, d) row-major, n 2 or more; copied.</param>
    /// <param name="dimension">d, 1 or more.</param>
    /// <exception cref="ArgumentException">There are not two whole points or more, or a coordinate is not finite.</exception>
    public Curve(ReadOnlySpan<double> coordinates, int dimension)
        : this(coordinates.ToArray(), dimension)
    {
    }

    private Curve(double[] owned, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (owned.Length % dimension != 0 || owned.Length < 2 * dimension)
        {
            throw new ArgumentException($"{owned.Length} coordinates are not two or more points of dimension {dimension}.", nameof(owned));
        }

        for (int i = 0; i < owned.Length; i++)
        {
            if (!double.IsFinite(owned[i]))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Point {i / dimension} has the coordinate {owned[i]}, expected finite numbers."),
                    nameof(owned));
            }
        }

        coordinates = owned;
        Dimension = dimension;
    }

    /// <summary>d, 1 or more.</summary>
    public int Dimension { get; }

    /// <summary>The number of points, 2 or more.</summary>
    public int PointCount => coordinates.Length / Dimension;

    /// <summary>The number of segments, one fewer than points.</summary>
    public int SegmentCount => PointCount - 1;

    /// <summary>All points, (n, d) row-major.</summary>
    public ReadOnlySpan<double> Coordinates => coordinates;

    /// <summary>The first point, d values.</summary>
    public ReadOnlySpan<double> Start => this[0];

    /// <summary>The last point, d values.</summary>
    public ReadOnlySpan<double> End => this[PointCount - 1];

    /// <summary>One point, d values.</summary>
    /// <param name="point">0 to <see cref="PointCount"/> − 1.</param>
    public ReadOnlySpan<double> this[int point] => coordinates.AsSpan(point * Dimension, Dimension);

    /// <summary>The straight line between two points.</summary>
    /// <param name="start">d values.</param>
    /// <param name="end">d values.</param>
    /// <param name="points">2 or more; 60 where published figures are compared with.</param>
    /// <exception cref="ArgumentException">The end points differ in dimension or are not finite.</exception>
    public static Curve Straight(ReadOnlySpan<double> start, ReadOnlySpan<double> end, int points) =>
        Bent(start, end, points, []);

    /// <summary>A line bent into a half wave: x(t) = start + t (end − start) + sin(π t) · displacement.</summary>
    /// <param name="start">d values.</param>
    /// <param name="end">d values.</param>
    /// <param name="points">2 or more.</param>
    /// <param name="displacement">d values, how far the middle is moved; empty for a straight line.</param>
    /// <exception cref="ArgumentException">The points differ in dimension or are not finite.</exception>
    public static Curve Bent(ReadOnlySpan<double> start, ReadOnlySpan<double> end, int points, ReadOnlySpan<double> displacement)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        int d = start.Length;
        if (end.Length != d || (!displacement.IsEmpty && displacement.Length != d))
        {
            throw new ArgumentException(
                $"The start has {d} coordinates, the end {end.Length}, the displacement {displacement.Length}; expected the same.", nameof(end));
        }

        double[] made = new double[points * d];
        for (int i = 0; i < points; i++)
        {
            double t = (double)i / (points - 1);
            double bend = Math.Sin(Math.PI * t);
            for (int k = 0; k < d; k++)
            {
                made[(i * d) + k] = start[k] + (t * (end[k] - start[k])) + (displacement.IsEmpty ? 0 : bend * displacement[k]);
            }
        }

        // Neither t (b − a) nor sin π is exact at the end.
        end.CopyTo(made.AsSpan((points - 1) * d));
        return new Curve(made, d);
    }

    /// <summary>The curve with the midpoint of every segment added: 2n − 1 points, the same set of positions.</summary>
    public Curve Refine()
    {
        int d = Dimension;
        double[] made = new double[((2 * PointCount) - 1) * d];
        for (int i = 0; i < PointCount; i++)
        {
            this[i].CopyTo(made.AsSpan(2 * i * d));
            if (i + 1 < PointCount)
            {
                DoubleKernels.Combine(0.5, this[i], 0.5, this[i + 1], made.AsSpan(((2 * i) + 1) * d, d));
            }
        }

        return new Curve(made, d);
    }

    /// <summary>Points at equal Euclidean distances along this curve.</summary>
    /// <param name="points">2 or more.</param>
    public Curve Resample(int points) => Resample(points, metric: null);

    /// <summary>Points at equal lengths of a metric along this curve; within a segment the metric of its midpoint is taken.</summary>
    /// <param name="points">2 or more.</param>
    /// <param name="metric">What lengths are measured with; null for Euclidean ones.</param>
    /// <exception cref="GeometryException">The metric is not finite on the curve.</exception>
    public Curve Resample(int points, Metric? metric)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        int d = Dimension;
        double[] lengths = metric is null ? EuclideanLengths() : CurveMeasure.Of(metric, this).SegmentLengths.ToArray();
        double total = 0;
        foreach (double length in lengths)
        {
            total += length;
        }

        if (!double.IsFinite(total))
        {
            throw new GeometryException("the metric is not finite along the curve, so it has no lengths to divide");
        }

        double[] made = new double[points * d];
        int segment = 0;
        double before = 0;
        for (int i = 0; i < points; i++)
        {
            double target = total * i / (points - 1);
            while (segment < SegmentCount - 1 && before + lengths[segment] < target)
            {
                before += lengths[segment++];
            }

            double part = lengths[segment] > 0 ? Math.Clamp((target - before) / lengths[segment], 0, 1) : 0;
            DoubleKernels.Combine(1 - part, this[segment], part, this[segment + 1], made.AsSpan(i * d, d));
        }

        Start.CopyTo(made);
        End.CopyTo(made.AsSpan((points - 1) * d));
        return new Curve(made, d);
    }

    /// <summary>The point at a parameter, linear within its segment.</summary>
    /// <param name="t">0 to 1.</param>
    /// <param name="point">d values.</param>
    public void At(double t, Span<double> point)
    {
        double along = Math.Clamp(t, 0, 1) * SegmentCount;
        int segment = Math.Min((int)along, SegmentCount - 1);
        DoubleKernels.Combine(1 - (along - segment), this[segment], along - segment, this[segment + 1], point);
    }

    /// <summary>The Euclidean length of each segment.</summary>
    private double[] EuclideanLengths()
    {
        double[] lengths = new double[SegmentCount];
        for (int i = 0; i < lengths.Length; i++)
        {
            double square = 0;
            for (int k = 0; k < Dimension; k++)
            {
                double difference = this[i + 1][k] - this[i][k];
                square += difference * difference;
            }

            lengths[i] = Math.Sqrt(square);
        }

        return lengths;
    }
}
