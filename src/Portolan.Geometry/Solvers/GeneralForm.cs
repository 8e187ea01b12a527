using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>The quadratic form of any metric: first derivatives are the metric's own, second ones central differences of those.</summary>
internal sealed class GeneralForm : MetricForm
{
    private const int PowerIterations = 4;

    private readonly Metric metric;
    private double[] values = [];
    private double[] shiftedPoints = [];
    private double[] shiftedVectors = [];
    private double[] aheadPoint = [];
    private double[] aheadVector = [];
    private double[] behindPoint = [];
    private double[] behindVector = [];

    public GeneralForm(Metric metric) => this.metric = metric;

    public override int Dimension => metric.Dimension;

    public override void Values(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> values) =>
        metric.QuadraticForm(points, vectors, values);

    public override void Gradients(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        Span<double> values, Span<double> byPoint, Span<double> byVector) =>
        metric.QuadraticFormGradient(points, vectors, values, byVector, byPoint);

    public override void HessianProducts(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> pointMoves, ReadOnlySpan<double> vectorMoves,
        Span<double> byPoint, Span<double> byVector)
    {
        int length = points.Length;
        Reserve(length);
        double largest = Math.Max(DoubleKernels.LargestMagnitude(pointMoves), DoubleKernels.LargestMagnitude(vectorMoves));
        double step = largest == 0 ? 0 : Reach(points) / largest;
        Evaluate(points, vectors, pointMoves, vectorMoves, step, aheadPoint, aheadVector);
        Evaluate(points, vectors, pointMoves, vectorMoves, -step, behindPoint, behindVector);
        double factor = step == 0 ? 0 : 0.5 / step;
        DoubleKernels.Combine(factor, aheadPoint.AsSpan(0, length), -factor, behindPoint.AsSpan(0, length), byPoint);
        DoubleKernels.Combine(factor, aheadVector.AsSpan(0, length), -factor, behindVector.AsSpan(0, length), byVector);
    }

    private void Evaluate(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> pointMoves, ReadOnlySpan<double> vectorMoves, double step, double[] byPoint, double[] byVector)
    {
        int length = points.Length;
        DoubleKernels.Combine(1, points, step, pointMoves, shiftedPoints.AsSpan(0, length));
        DoubleKernels.Combine(1, vectors, step, vectorMoves, shiftedVectors.AsSpan(0, length));
        metric.QuadraticFormGradient(
            shiftedPoints.AsSpan(0, length), shiftedVectors.AsSpan(0, length), values.AsSpan(0, length / Dimension),
            byVector.AsSpan(0, length), byPoint.AsSpan(0, length));
    }

    public override void HessianBlocks(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        Span<double> pointPoint, Span<double> vectorPoint, Span<double> vectorVector)
    {
        int d = Dimension;
        int length = points.Length;
        Reserve(length);
        pointPoint.Clear();
        for (int axis = 0; axis < d; axis++)
        {
            Differences(points, vectors, axis);
            for (int row = 0; row < length; row += d)
            {
                double factor = 0.25 / Reach(points.Slice(row, d));
                for (int k = 0; k < d; k++)
                {
                    double half = factor * (aheadPoint[row + k] - behindPoint[row + k]);
                    pointPoint[((row + axis) * d) + k] += half;
                    pointPoint[((row + k) * d) + axis] += half;
                    vectorPoint[((row + k) * d) + axis] = 2 * factor * (aheadVector[row + k] - behindVector[row + k]);
                }
            }

            // ∂²q/∂v∂v = 2 g: its columns are the metric of the axes.
            Span<double> axes = shiftedVectors.AsSpan(0, length);
            axes.Clear();
            for (int row = axis; row < length; row += d)
            {
                axes[row] = 2;
            }

            metric.Lower(points, axes, aheadVector.AsSpan(0, length));
            for (int row = 0; row < length; row += d)
            {
                aheadVector.AsSpan(row, d).CopyTo(vectorVector.Slice((row + axis) * d, d));
            }
        }
    }

    /// <summary>The gradients ahead of and behind each point along one axis.</summary>
    private void Differences(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, int axis)
    {
        int d = Dimension;
        int length = points.Length;
        Span<double> shifted = shiftedPoints.AsSpan(0, length);
        for (int sign = 1; sign >= -1; sign -= 2)
        {
            points.CopyTo(shifted);
            for (int row = 0; row < length; row += d)
            {
                shifted[row + axis] += sign * Reach(points.Slice(row, d));
            }

            metric.QuadraticFormGradient(
                shifted, vectors, values.AsSpan(0, length / d),
                (sign > 0 ? aheadVector : behindVector).AsSpan(0, length),
                (sign > 0 ? aheadPoint : behindPoint).AsSpan(0, length));
        }
    }

    /// <summary>The metric's softest direction by power iterations on g⁻¹, as if the others were all Euclidean.</summary>
    public override double InverseFactors(ReadOnlySpan<double> points, Span<double> factors)
    {
        int d = Dimension;
        int length = points.Length;
        Reserve(length);
        Span<double> raised = aheadVector.AsSpan(0, length);
        factors[..length].Fill(1 / Math.Sqrt(d));
        for (int i = 0; i < PowerIterations; i++)
        {
            metric.Raise(points, factors[..length], raised);
            for (int row = 0; row < length; row += d)
            {
                ReadOnlySpan<double> product = raised.Slice(row, d);
                double size = Math.Sqrt(DoubleKernels.Dot(product, product));
                bool isLast = i == PowerIterations - 1;
                double target = isLast ? Math.Sqrt(Math.Max(0, size - 1)) : 1;
                double factor = size > 0 && double.IsFinite(size) ? target / size : 0;
                DoubleKernels.Combine(factor, product, 0, product, factors.Slice(row, d));
            }
        }

        return 1;
    }

    private static double Reach(ReadOnlySpan<double> point) => ScoreField.DifferenceStep * (1 + DoubleKernels.LargestMagnitude(point));

    private void Reserve(int length)
    {
        if (shiftedPoints.Length >= length)
        {
            return;
        }

        values = new double[length / Dimension];
        shiftedPoints = new double[length];
        shiftedVectors = new double[length];
        aheadPoint = new double[length];
        aheadVector = new double[length];
        behindPoint = new double[length];
        behindVector = new double[length];
    }
}
