using System.Globalization;
using Portolan.Geometry.Internals;
using Portolan.Geometry.Solvers;

namespace Portolan.Geometry.Geodesics;

/// <summary>What a minimum of the discrete energy may hide.</summary>
internal static class CurveDoubts
{
    /// <summary>Parts of a segment at which its length is measured again.</summary>
    private const int Parts = 8;

    /// <summary>By how much of its length the whole curve may be longer when looked at closely.</summary>
    private const double LengthTolerance = 0.02;

    /// <summary>A single segment that is longer than this many times what its midpoint says has jumped over something.</summary>
    private const double SegmentFactor = 1.5;

    /// <summary>Longest against median segment, Euclidean.</summary>
    private const double UnevenFactor = 12;

    /// <summary>E against ½ L².</summary>
    private const double UnevennessTolerance = 0.01;

    private const double RefinementTolerance = 0.005;

    public static IReadOnlyList<string> Of(MetricForm form, Curve curve, CurveMeasure measure, double refinementChange)
    {
        List<string> doubts = [];
        AddLengths(doubts, form, curve, measure);
        AddSpread(doubts, curve);
        if (measure.Unevenness > UnevennessTolerance)
        {
            doubts.Add(Say($"the speed is uneven: the energy is {measure.Unevenness:P1} above half the squared length"));
        }

        if (refinementChange > RefinementTolerance)
        {
            doubts.Add(Say($"twice the segments change the energy by {refinementChange:P2}: too few points"));
        }

        return doubts;
    }

    /// <summary>Compares each segment's length by the midpoint rule with the same segment in parts.</summary>
    private static void AddLengths(List<string> doubts, MetricForm form, Curve curve, CurveMeasure measure)
    {
        int d = curve.Dimension;
        double[] points = new double[Parts * d];
        double[] vectors = new double[Parts * d];
        double[] values = new double[Parts];
        double total = 0;
        int worst = -1;
        double worstFactor = SegmentFactor;
        for (int segment = 0; segment < curve.SegmentCount; segment++)
        {
            for (int part = 0; part < Parts; part++)
            {
                double t = (part + 0.5) / Parts;
                DoubleKernels.Combine(1 - t, curve[segment], t, curve[segment + 1], points.AsSpan(part * d, d));
                DoubleKernels.Combine(-1.0 / Parts, curve[segment], 1.0 / Parts, curve[segment + 1], vectors.AsSpan(part * d, d));
            }

            form.Values(points, vectors, values);
            double length = 0;
            foreach (double value in values)
            {
                length += Math.Sqrt(value);
            }

            total += length;
            double factor = length / measure.SegmentLengths[segment];
            if (!(factor <= worstFactor))
            {
                worst = segment;
                worstFactor = factor;
            }
        }

        if (worst >= 0)
        {
            doubts.Add(Say(
                $"segment {worst} is {worstFactor:F1} times as long as its midpoint says: the curve jumps over a ridge of the metric"));
        }

        double excess = (total / measure.Length) - 1;
        if (!(Math.Abs(excess) <= LengthTolerance))
        {
            doubts.Add(Say($"measured in finer steps the curve's length differs by {excess:P1}: too few points"));
        }
    }

    private static void AddSpread(List<string> doubts, Curve curve)
    {
        double[] lengths = new double[curve.SegmentCount];
        double[] difference = new double[curve.Dimension];
        for (int i = 0; i < lengths.Length; i++)
        {
            DoubleKernels.Combine(-1, curve[i], 1, curve[i + 1], difference);
            lengths[i] = Math.Sqrt(DoubleKernels.Dot(difference, difference));
        }

        Array.Sort(lengths);
        double median = lengths[lengths.Length / 2];
        if (lengths[^1] > UnevenFactor * median)
        {
            doubts.Add(Say($"the longest segment is {lengths[^1] / median:F0} times the median one: points crowd elsewhere"));
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
