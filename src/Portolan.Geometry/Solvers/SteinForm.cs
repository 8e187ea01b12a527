using System.Numerics.Tensors;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>q(x, v) = |v|² − b²/a with s = s(x), b = s·v, a = λ + |s|²: the Stein metric I − s sᵀ/a.</summary>
internal sealed class SteinForm : MetricForm
{
    private readonly ScoreField source;
    private readonly double damping;
    private double[] scores = [];
    private double[] first = [];
    private double[] second = [];
    private double[] third = [];
    private double[] fourth = [];
    private double[] jacobian = [];
    private double[] square = [];

    public SteinForm(SteinMetric metric)
    {
        source = metric.Field;
        damping = metric.Damping;
    }

    public override int Dimension => source.Dimension;

    public override void Values(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> values)
    {
        int d = Dimension;
        Span<double> s = Scratch(ref scores, points.Length);
        Span<double> lowered = Scratch(ref first, points.Length);
        source.Score(points, s);
        for (int i = 0, row = 0; row < points.Length; i++, row += d)
        {
            values[i] = d == 2
                ? Plane(s[row], s[row + 1], vectors[row], vectors[row + 1], lowered.Slice(row, 2), out _)
                : Lower(s.Slice(row, d), vectors.Slice(row, d), lowered.Slice(row, d), out _);
        }
    }

    public override void Gradients(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        Span<double> values, Span<double> byPoint, Span<double> byVector)
    {
        int d = Dimension;
        Span<double> s = Scratch(ref scores, points.Length);
        Span<double> byScore = Scratch(ref first, points.Length);
        source.Score(points, s);
        for (int i = 0, row = 0; row < points.Length; i++, row += d)
        {
            Span<double> lowered = byVector.Slice(row, d);
            double c;
            if (d == 2)
            {
                values[i] = Plane(s[row], s[row + 1], vectors[row], vectors[row + 1], lowered, out c);
            }
            else
            {
                values[i] = Lower(s.Slice(row, d), vectors.Slice(row, d), lowered, out c);
            }

            // ∂q/∂v = 2 g v and ∂q/∂s = −2c v + 2c² s = −2c g v.
            for (int k = 0; k < d; k++)
            {
                byScore[row + k] = -2 * c * lowered[k];
                lowered[k] *= 2;
            }
        }

        source.TransposedJacobianProduct(points, byScore, byPoint);
    }

    /// <summary>lowered ← g v; returns q as |g v|² + λ c², c = b/a, which does not cancel where v lies along a large score.</summary>
    private double Lower(ReadOnlySpan<double> score, ReadOnlySpan<double> v, Span<double> lowered, out double c)
    {
        double a = damping + DoubleKernels.Dot(score, score);
        // An infinite score is not a direction of length zero.
        c = double.IsFinite(a) ? DoubleKernels.Dot(score, v) / a : double.NaN;
        DoubleKernels.Combine(1, v, -c, score, lowered);
        return DoubleKernels.Dot(lowered, lowered) + (damping * c * c);
    }

    /// <summary><see cref="Lower"/> in two dimensions, without the loops.</summary>
    private double Plane(double sx, double sy, double vx, double vy, Span<double> lowered, out double c)
    {
        double a = damping + ((sx * sx) + (sy * sy));
        c = double.IsFinite(a) ? ((sx * vx) + (sy * vy)) / a : double.NaN;
        double x = vx - (c * sx);
        double y = vy - (c * sy);
        lowered[0] = x;
        lowered[1] = y;
        return (x * x) + (y * y) + (damping * c * c);
    }

    public override void HessianProducts(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> pointMoves, ReadOnlySpan<double> vectorMoves,
        Span<double> byPoint, Span<double> byVector)
    {
        int d = Dimension;
        Span<double> s = Scratch(ref scores, points.Length);
        Span<double> byScore = Scratch(ref first, points.Length);
        Span<double> moves = Scratch(ref second, points.Length);
        Span<double> change = Scratch(ref third, points.Length);
        source.Score(points, s);
        source.JacobianProduct(points, pointMoves, moves);
        for (int row = 0; row < points.Length; row += d)
        {
            ReadOnlySpan<double> score = s.Slice(row, d);
            ReadOnlySpan<double> v = vectors.Slice(row, d);
            ReadOnlySpan<double> ds = moves.Slice(row, d);
            ReadOnlySpan<double> dv = vectorMoves.Slice(row, d);
            double b = DoubleKernels.Dot(score, v);
            double a = damping + DoubleKernels.Dot(score, score);
            double c = b / a;
            double db = DoubleKernels.Dot(ds, v) + DoubleKernels.Dot(score, dv);
            double dc = (db - (2 * c * DoubleKernels.Dot(score, ds))) / a;
            DoubleKernels.Combine(-2 * c, v, 2 * c * c, score, byScore.Slice(row, d));
            Span<double> vectorChange = byVector.Slice(row, d);
            Span<double> scoreChange = change.Slice(row, d);
            for (int k = 0; k < d; k++)
            {
                vectorChange[k] = 2 * (dv[k] - (dc * score[k]) - (c * ds[k]));
                scoreChange[k] = 2 * ((-dc * v[k]) - (c * dv[k]) + (2 * c * dc * score[k]) + (c * c * ds[k]));
            }
        }

        source.TransposedJacobianProduct(points, change, byPoint);
        if (!source.IsAffine)
        {
            AddCurvature(points, pointMoves, byScore, byPoint);
        }
    }

    /// <summary>Adds (D_move J)ᵀ r: how the Jacobian itself changes along the moves, by central differences.</summary>
    private void AddCurvature(ReadOnlySpan<double> points, ReadOnlySpan<double> moves, ReadOnlySpan<double> byScore, Span<double> byPoint)
    {
        int d = Dimension;
        Span<double> shifted = Scratch(ref second, points.Length);
        Span<double> ahead = Scratch(ref third, points.Length);
        Span<double> behind = Scratch(ref fourth, points.Length);
        Shift(points, moves, 1, shifted);
        source.TransposedJacobianProduct(shifted, byScore, ahead);
        Shift(points, moves, -1, shifted);
        source.TransposedJacobianProduct(shifted, byScore, behind);
        for (int row = 0; row < points.Length; row += d)
        {
            double step = Step(points.Slice(row, d), moves.Slice(row, d));
            double factor = step == 0 ? 0 : 0.5 / step;
            for (int k = row; k < row + d; k++)
            {
                byPoint[k] += factor * (ahead[k] - behind[k]);
            }
        }
    }

    private void Shift(ReadOnlySpan<double> points, ReadOnlySpan<double> moves, int sign, Span<double> shifted)
    {
        int d = Dimension;
        for (int row = 0; row < points.Length; row += d)
        {
            double step = sign * Step(points.Slice(row, d), moves.Slice(row, d));
            for (int k = row; k < row + d; k++)
            {
                shifted[k] = points[k] + (step * moves[k]);
            }
        }
    }

    private static double Step(ReadOnlySpan<double> point, ReadOnlySpan<double> move)
    {
        double largest = DoubleKernels.LargestMagnitude(move);
        return largest == 0 ? 0 : Reach(point) / largest;
    }

    public override void HessianBlocks(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        Span<double> pointPoint, Span<double> vectorPoint, Span<double> vectorVector)
    {
        int d = Dimension;
        Span<double> s = Scratch(ref scores, points.Length);
        Span<double> byScore = Scratch(ref first, points.Length);
        Span<double> rows = Scratch(ref jacobian, points.Length * d);
        source.Score(points, s);
        // One Jacobian does for all points where it is the same everywhere, and so does its square.
        int distinct = source.IsAffine ? d : points.Length;
        Jacobians(points[..distinct], rows);
        Span<double> squares = Scratch(ref square, rows.Length);
        SteinBlocks.Squares(rows[..(distinct * d)], d, squares);
        for (int row = 0; row < points.Length; row += d)
        {
            int block = row * d;
            int from = source.IsAffine ? 0 : block;
            ReadOnlySpan<double> score = s.Slice(row, d);
            ReadOnlySpan<double> v = vectors.Slice(row, d);
            double c = SteinBlocks.Write(
                score, v, rows.Slice(from, d * d), squares.Slice(from, d * d), damping,
                pointPoint.Slice(block, d * d), vectorPoint.Slice(block, d * d), vectorVector.Slice(block, d * d));
            DoubleKernels.Combine(-2 * c, v, 2 * c * c, score, byScore.Slice(row, d));
        }

        if (!source.IsAffine)
        {
            AddCurvatureBlocks(points, byScore, pointPoint);
        }
    }

    /// <summary>The Jacobian of each point, (d, d) row-major: row k is Jᵀ e_k.</summary>
    private void Jacobians(ReadOnlySpan<double> points, Span<double> rows)
    {
        int d = Dimension;
        Span<double> unit = Scratch(ref second, points.Length);
        Span<double> product = Scratch(ref third, points.Length);
        for (int k = 0; k < d; k++)
        {
            unit.Clear();
            for (int row = k; row < unit.Length; row += d)
            {
                unit[row] = 1;
            }

            source.TransposedJacobianProduct(points, unit, product);
            for (int row = 0; row < points.Length; row += d)
            {
                product.Slice(row, d).CopyTo(rows.Slice((row + k) * d, d));
            }
        }
    }

    private void AddCurvatureBlocks(ReadOnlySpan<double> points, ReadOnlySpan<double> byScore, Span<double> pointPoint)
    {
        int d = Dimension;
        Span<double> shifted = Scratch(ref second, points.Length);
        Span<double> ahead = Scratch(ref third, points.Length);
        Span<double> behind = Scratch(ref fourth, points.Length);
        points.CopyTo(shifted);
        for (int k = 0; k < d; k++)
        {
            ShiftOne(points, k, 1, shifted);
            source.TransposedJacobianProduct(shifted, byScore, ahead);
            ShiftOne(points, k, -1, shifted);
            source.TransposedJacobianProduct(shifted, byScore, behind);
            ShiftOne(points, k, 0, shifted);
            for (int row = 0; row < points.Length; row += d)
            {
                double factor = 0.25 / Reach(points.Slice(row, d));
                for (int j = 0; j < d; j++)
                {
                    // Half to (k, j) and half to (j, k): the exact block is symmetric, and so stays this one.
                    double half = factor * (ahead[row + j] - behind[row + j]);
                    pointPoint[((row + k) * d) + j] += half;
                    pointPoint[((row + j) * d) + k] += half;
                }
            }
        }
    }

    private void ShiftOne(ReadOnlySpan<double> points, int coordinate, int sign, Span<double> shifted)
    {
        int d = Dimension;
        for (int row = 0; row < points.Length; row += d)
        {
            shifted[row + coordinate] = points[row + coordinate] + (sign * Reach(points.Slice(row, d)));
        }
    }

    private static double Reach(ReadOnlySpan<double> point) => ScoreField.DifferenceStep * (1 + DoubleKernels.LargestMagnitude(point));

    public override double InverseFactors(ReadOnlySpan<double> points, Span<double> factors)
    {
        source.Score(points, factors[..points.Length]);
        TensorPrimitives.Multiply(factors[..points.Length], 1 / Math.Sqrt(damping), factors);
        return 1;
    }

    private static Span<double> Scratch(ref double[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new double[length];
        }

        return buffer.AsSpan(0, length);
    }
}
