using System.Numerics.Tensors;

namespace Portolan.Geometry.Solvers;

/// <summary>q(x, v) = κ (|v|² − b²/a) with s = s(x), b = s·v, a = λ + |s|²: the Stein metric κ (I − s sᵀ/a).</summary>
internal sealed class SteinForm : MetricForm
{
    private readonly ScoreField source;
    private readonly double damping;
    private readonly double scale;
    private double[] scores = [];
    private double[] first = [];
    private double[] second = [];
    private double[] third = [];
    private double[] fourth = [];
    private double[] jacobian = [];

    /// <param name="field">The score.</param>
    /// <param name="damping">λ, above 0.</param>
    /// <param name="scale">κ, above 0.</param>
    public SteinForm(ScoreField field, double damping = 1, double scale = 1)
    {
        source = field;
        this.damping = damping;
        this.scale = scale;
    }

    public override int Dimension => source.Dimension;

    public override void Values(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> values)
    {
        Span<double> s = Scratch(ref scores, points.Length);
        source.Score(points, s);
        int d = Dimension;
        if (d == 2)
        {
            PlaneValues(s, vectors, values);
            return;
        }

        for (int i = 0, row = 0; row < points.Length; i++, row += d)
        {
            ReadOnlySpan<double> score = s.Slice(row, d);
            ReadOnlySpan<double> v = vectors.Slice(row, d);
            double b = TensorPrimitives.Dot(score, v);
            double a = damping + TensorPrimitives.SumOfSquares(score);
            values[i] = scale * (TensorPrimitives.SumOfSquares(v) - (b / a * b));
        }
    }

    private void PlaneValues(ReadOnlySpan<double> s, ReadOnlySpan<double> v, Span<double> values)
    {
        for (int i = 0, row = 0; row < s.Length; i++, row += 2)
        {
            double b = (s[row] * v[row]) + (s[row + 1] * v[row + 1]);
            double a = damping + (s[row] * s[row]) + (s[row + 1] * s[row + 1]);
            values[i] = scale * ((v[row] * v[row]) + (v[row + 1] * v[row + 1]) - (b / a * b));
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
            ReadOnlySpan<double> score = s.Slice(row, d);
            ReadOnlySpan<double> v = vectors.Slice(row, d);
            double b = 0;
            double a = damping;
            double square = 0;
            if (d >= 8)
            {
                b = TensorPrimitives.Dot(score, v);
                a += TensorPrimitives.SumOfSquares(score);
                square = TensorPrimitives.SumOfSquares(v);
            }
            else
            {
                for (int k = 0; k < d; k++)
                {
                    b += score[k] * v[k];
                    a += score[k] * score[k];
                    square += v[k] * v[k];
                }
            }

            double c = b / a;
            values[i] = scale * (square - (c * b));
            Combine(2 * scale, v, -2 * scale * c, score, byVector.Slice(row, d));
            Combine(-2 * scale * c, v, 2 * scale * c * c, score, byScore.Slice(row, d));
        }

        source.TransposedJacobianProduct(points, byScore, byPoint);
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
            double b = TensorPrimitives.Dot(score, v);
            double a = damping + TensorPrimitives.SumOfSquares(score);
            double c = b / a;
            double db = TensorPrimitives.Dot(ds, v) + TensorPrimitives.Dot(score, dv);
            double dc = (db - (2 * c * TensorPrimitives.Dot(score, ds))) / a;
            Combine(-2 * scale * c, v, 2 * scale * c * c, score, byScore.Slice(row, d));
            Span<double> vectorChange = byVector.Slice(row, d);
            Span<double> scoreChange = change.Slice(row, d);
            for (int k = 0; k < d; k++)
            {
                vectorChange[k] = 2 * scale * (dv[k] - (dc * score[k]) - (c * ds[k]));
                scoreChange[k] = 2 * scale * ((-dc * v[k]) - (c * dv[k]) + (2 * c * dc * score[k]) + (c * c * ds[k]));
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
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude(move));
        return largest == 0 ? 0 : ScoreField.DifferenceStep * (1 + Math.Abs(TensorPrimitives.MaxMagnitude(point))) / largest;
    }

    public override void HessianBlocks(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        Span<double> pointPoint, Span<double> pointVector, Span<double> vectorVector)
    {
        int d = Dimension;
        Span<double> s = Scratch(ref scores, points.Length);
        Span<double> byScore = Scratch(ref first, points.Length);
        Span<double> rows = Scratch(ref jacobian, points.Length * d);
        source.Score(points, s);
        Jacobians(points, rows);
        for (int row = 0; row < points.Length; row += d)
        {
            int block = row * d;
            ReadOnlySpan<double> score = s.Slice(row, d);
            ReadOnlySpan<double> v = vectors.Slice(row, d);
            double c = SteinBlocks.Write(
                score, v, rows.Slice(block, d * d), damping, scale,
                pointPoint.Slice(block, d * d), pointVector.Slice(block, d * d), vectorVector.Slice(block, d * d));
            Combine(-2 * scale * c, v, 2 * scale * c * c, score, byScore.Slice(row, d));
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

    private static double Reach(ReadOnlySpan<double> point)
    {
        double largest = 0;
        foreach (double value in point)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return ScoreField.DifferenceStep * (1 + largest);
    }

    public override void Apply(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int d = Dimension;
        Span<double> s = Scratch(ref scores, points.Length);
        source.Score(points, s);
        for (int row = 0; row < points.Length; row += d)
        {
            ReadOnlySpan<double> score = s.Slice(row, d);
            ReadOnlySpan<double> v = vectors.Slice(row, d);
            double c = TensorPrimitives.Dot(score, v) / (damping + TensorPrimitives.SumOfSquares(score));
            Combine(scale, v, -scale * c, score, products.Slice(row, d));
        }
    }

    public override void ApplyInverse(ReadOnlySpan<double> points, ReadOnlySpan<double> covectors, Span<double> products)
    {
        int d = Dimension;
        Span<double> s = Scratch(ref scores, points.Length);
        source.Score(points, s);
        for (int row = 0; row < points.Length; row += d)
        {
            ReadOnlySpan<double> score = s.Slice(row, d);
            ReadOnlySpan<double> p = covectors.Slice(row, d);
            double b = TensorPrimitives.Dot(score, p);
            Combine(1 / scale, p, b / (damping * scale), score, products.Slice(row, d));
        }
    }

    public override void ApplyDerivative(
        ReadOnlySpan<double> points, ReadOnlySpan<double> directions, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int d = Dimension;
        Span<double> s = Scratch(ref scores, points.Length);
        Span<double> moves = Scratch(ref second, points.Length);
        source.Score(points, s);
        source.JacobianProduct(points, directions, moves);
        for (int row = 0; row < points.Length; row += d)
        {
            ReadOnlySpan<double> score = s.Slice(row, d);
            ReadOnlySpan<double> ds = moves.Slice(row, d);
            ReadOnlySpan<double> w = vectors.Slice(row, d);
            double a = damping + TensorPrimitives.SumOfSquares(score);
            double c = TensorPrimitives.Dot(score, w) / a;
            double dc = (TensorPrimitives.Dot(ds, w) - (2 * c * TensorPrimitives.Dot(score, ds))) / a;
            Combine(-scale * dc, score, -scale * c, ds, products.Slice(row, d));
        }
    }

    public override double InverseFactors(ReadOnlySpan<double> points, Span<double> factors)
    {
        source.Score(points, factors[..points.Length]);
        TensorPrimitives.Multiply(factors[..points.Length], 1 / Math.Sqrt(damping * scale), factors);
        return 1 / scale;
    }

    private static void Combine(double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> y, Span<double> result)
    {
        for (int k = 0; k < result.Length; k++)
        {
            result[k] = (a * x[k]) + (b * y[k]);
        }
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
