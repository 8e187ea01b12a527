namespace Portolan.Geometry.Internals;

/// <summary>Products of a score's Jacobian from scores alone.</summary>
/// <remarks>The step is h = <see cref="ScoreField.DifferenceStep"/> · (1 + |x|∞) along the direction scaled to |v|∞ = 1; the relative
/// error is about 1e-10 where the score's third derivatives are of the size of its first.</remarks>
internal static class CentralDifferences
{
    /// <summary>J v ≈ (s(x + h v) − s(x − h v)) / 2h: two scores a row, in two batches.</summary>
    public static void JacobianProduct(
        ScoreField field, ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int d = field.Dimension;
        int rows = Batch.Rows(d, points, vectors, products);
        using var movedBuffer = new Rented(points.Length);
        using var scoreBuffer = new Rented(points.Length);
        using var stepBuffer = new Rented(rows);
        Span<double> moved = movedBuffer.Span;
        Span<double> steps = stepBuffer.Span;
        for (int row = 0; row < rows; row++)
        {
            double size = DoubleKernels.LargestMagnitude(vectors.Slice(row * d, d));
            // A zero vector has a zero product; a NaN spreads.
            steps[row] = size == 0 ? 0 : ScoreField.DifferenceStep * (1 + DoubleKernels.LargestMagnitude(points.Slice(row * d, d))) / size;
        }

        Move(points, vectors, steps, 1, d, moved);
        field.Score(moved, products);
        Move(points, vectors, steps, -1, d, moved);
        field.Score(moved, scoreBuffer.Span);
        for (int row = 0; row < rows; row++)
        {
            Span<double> product = products.Slice(row * d, d);
            if (steps[row] == 0)
            {
                product.Clear();
                continue;
            }

            double factor = 0.5 / steps[row];
            DoubleKernels.Combine(factor, product, -factor, scoreBuffer.Span.Slice(row * d, d), product);
        }
    }

    /// <summary>(Jᵀ v)ᵢ = ∂s/∂xᵢ · v: 2 d scores a row, in 2 d batches.</summary>
    public static void TransposedJacobianProduct(
        ScoreField field, ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int d = field.Dimension;
        int rows = Batch.Rows(d, points, vectors, products);
        using var axisBuffer = new Rented(points.Length);
        using var derivativeBuffer = new Rented(points.Length);
        Span<double> axis = axisBuffer.Span;
        Span<double> derivative = derivativeBuffer.Span;
        for (int i = 0; i < d; i++)
        {
            axis.Clear();
            for (int row = 0; row < rows; row++)
            {
                axis[(row * d) + i] = 1;
            }

            JacobianProduct(field, points, axis, derivative);
            for (int row = 0; row < rows; row++)
            {
                products[(row * d) + i] = DoubleKernels.Dot(derivative.Slice(row * d, d), vectors.Slice(row * d, d));
            }
        }
    }

    private static void Move(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, ReadOnlySpan<double> steps, double sign, int d, Span<double> moved)
    {
        for (int row = 0; row < steps.Length; row++)
        {
            DoubleKernels.Combine(1, points.Slice(row * d, d), sign * steps[row], vectors.Slice(row * d, d), moved.Slice(row * d, d));
        }
    }
}
