using System.Numerics;
using System.Numerics.Tensors;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>E = ½ N Σ q(mᵢ, dᵢ) of a discrete curve with fixed ends, dᵢ = xᵢ₊₁ − xᵢ, mᵢ the midpoints, N segments, and its derivatives
/// by the N − 1 inner points.</summary>
/// <remarks>Owns its scratch: one thread, no allocation after construction.</remarks>
internal sealed class CurveEnergy
{
    private readonly double[] midpoints;
    private readonly double[] differences;
    private readonly double[] values;
    private readonly double[] byPoint;
    private readonly double[] byVector;
    private readonly double[] pointMoves;
    private readonly double[] vectorMoves;
    private double[] pointPoint = [];
    private double[] vectorPoint = [];
    private double[] vectorVector = [];
    private double[] flipped = [];
    private double[] spare = [];

    public CurveEnergy(MetricForm form, int segments)
    {
        Form = form;
        Segments = segments;
        int length = segments * form.Dimension;
        midpoints = new double[length];
        differences = new double[length];
        byPoint = new double[length];
        byVector = new double[length];
        pointMoves = new double[length];
        vectorMoves = new double[length];
        values = new double[segments];
    }

    public MetricForm Form { get; }

    public int Segments { get; }

    public int Dimension => Form.Dimension;

    /// <summary>Coordinates of the inner points: (N − 1) d.</summary>
    public int InnerLength => (Segments - 1) * Dimension;

    /// <summary>Energy evaluations so far, with or without gradient.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Midpoints of the curve last evaluated, (N, d).</summary>
    public ReadOnlySpan<double> Midpoints => midpoints;

    /// <summary>q of each segment of the curve last evaluated, N values.</summary>
    public ReadOnlySpan<double> SegmentValues => values;

    /// <summary>The energy of (N + 1, d) points.</summary>
    public double Value(ReadOnlySpan<double> curve)
    {
        Split(curve);
        Evaluations++;
        Form.Values(midpoints, differences, values);
        return 0.5 * Segments * TensorPrimitives.Sum<double>(values);
    }

    /// <summary>The energy and its gradient by the inner points, (N − 1, d).</summary>
    public double Gradient(ReadOnlySpan<double> curve, Span<double> gradient)
    {
        Split(curve);
        Evaluations++;
        Form.Gradients(midpoints, differences, values, byPoint, byVector);
        Gather(byPoint, byVector, gradient);
        return 0.5 * Segments * TensorPrimitives.Sum<double>(values);
    }

    /// <summary>−∂E/∂x₀: the momentum with which the discrete geodesic leaves its start, for time 1.</summary>
    public void StartMomentum(ReadOnlySpan<double> curve, Span<double> momentum)
    {
        Split(curve);
        Form.Gradients(midpoints, differences, values, byPoint, byVector);
        for (int k = 0; k < momentum.Length; k++)
        {
            momentum[k] = 0.5 * Segments * (byVector[k] - (0.5 * byPoint[k]));
        }
    }

    /// <summary>The Hessian times a move of the inner points, at the curve given.</summary>
    public void HessianProduct(ReadOnlySpan<double> curve, ReadOnlySpan<double> move, Span<double> product)
    {
        Split(curve);
        int d = Dimension;
        for (int i = 0; i < Segments; i++)
        {
            for (int k = 0; k < d; k++)
            {
                int at = (i * d) + k;
                double before = i == 0 ? 0 : move[at - d];
                double after = i == Segments - 1 ? 0 : move[at];
                pointMoves[at] = 0.5 * (before + after);
                vectorMoves[at] = after - before;
            }
        }

        Form.HessianProducts(midpoints, differences, pointMoves, vectorMoves, byPoint, byVector);
        Gather(byPoint, byVector, product);
    }

    /// <summary>Writes the Hessian at the curve given.</summary>
    public void Hessian(ReadOnlySpan<double> curve, BlockTridiagonal hessian)
    {
        Split(curve);
        int d = Dimension;
        int size = d * d;
        if (pointPoint.Length == 0)
        {
            pointPoint = new double[Segments * size];
            vectorPoint = new double[Segments * size];
            vectorVector = new double[Segments * size];
            flipped = new double[size];
            spare = new double[size];
        }

        Form.HessianBlocks(midpoints, differences, pointPoint, vectorPoint, vectorVector);
        for (int segment = 0; segment < Segments; segment++)
        {
            bool isFirst = segment == 0;
            bool isLast = segment == Segments - 1;
            // What belongs to the fixed ends goes nowhere.
            Spread(
                segment * size, d,
                isFirst ? spare : hessian.Diagonal(segment - 1),
                isLast ? spare : hessian.Diagonal(segment),
                isFirst || isLast ? spare : hessian.Upper(segment - 1));
        }
    }

    /// <summary>One segment's share, in (d, d) blocks: added to that of the point before it, which the segment before has begun; the first
    /// of the point after it; and all of the block between the two.</summary>
    private void Spread(int at, int d, Span<double> before, Span<double> after, Span<double> between)
    {
        int size = d * d;
        ReadOnlySpan<double> mm = pointPoint.AsSpan(at, size);
        ReadOnlySpan<double> vm = vectorPoint.AsSpan(at, size);
        ReadOnlySpan<double> vv = vectorVector.AsSpan(at, size);
        Span<double> mv = flipped;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                mv[(j * d) + i] = vm[(i * d) + j];
            }
        }

        // ∂m/∂x is ½ at both ends, ∂d/∂x is −1 and +1, and all is times ½ N.
        double eighth = 0.125 * Segments;
        double quarter = 0.25 * Segments;
        double half = 0.5 * Segments;
        int entry = 0;
        for (; entry <= size - Vector<double>.Count; entry += Vector<double>.Count)
        {
            Vector<double> p = eighth * new Vector<double>(mm[entry..]);
            Vector<double> q = half * new Vector<double>(vv[entry..]);
            Vector<double> r = quarter * new Vector<double>(mv[entry..]);
            Vector<double> t = quarter * new Vector<double>(vm[entry..]);
            (new Vector<double>(before[entry..]) + (p + q - (r + t))).CopyTo(before[entry..]);
            (p + q + (r + t)).CopyTo(after[entry..]);
            (p - q + (r - t)).CopyTo(between[entry..]);
        }

        for (; entry < size; entry++)
        {
            double p = eighth * mm[entry];
            double q = half * vv[entry];
            double r = quarter * mv[entry];
            double t = quarter * vm[entry];
            before[entry] += p + q - (r + t);
            after[entry] = p + q + (r + t);
            between[entry] = p - q + (r - t);
        }
    }

    private void Split(ReadOnlySpan<double> curve)
    {
        ReadOnlySpan<double> ahead = curve[Dimension..];
        DoubleKernels.Combine(0.5, curve[..midpoints.Length], 0.5, ahead, midpoints);
        TensorPrimitives.Subtract(ahead, curve[..midpoints.Length], differences);
    }

    /// <summary>xᵢ₊₁ gets +∂d + ½ ∂m of segment i, xᵢ gets −∂d + ½ ∂m; times ½ N.</summary>
    private void Gather(ReadOnlySpan<double> point, ReadOnlySpan<double> vector, Span<double> inner)
    {
        int d = Dimension;
        double half = 0.5 * Segments;
        for (int k = 0; k < inner.Length; k++)
        {
            inner[k] = half * (vector[k] + (0.5 * point[k]) - vector[k + d] + (0.5 * point[k + d]));
        }
    }
}
