using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>A Riemannian metric g on ℝᵈ: at each point a symmetric positive definite inner product of vectors.</summary>
/// <remarks>
/// All methods work on batches of rows, <c>(n, d)</c> row-major, a vector (or two) at each point. A metric does not change and any
/// number of threads may use one. Where it cannot be evaluated the results of that row are NaN. Outputs may not overlap inputs.
/// </remarks>
public abstract class Metric
{
    /// <summary>The dimension d of the space.</summary>
    public abstract int Dimension { get; }

    /// <summary>The quadratic form q = vᵀ g(x) v of each row, the squared length of v.</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="vectors">(n, d).</param>
    /// <param name="values">n values, 0 or more.</param>
    public abstract void QuadraticForm(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> values);

    /// <summary>The quadratic form of each row with its derivatives with respect to the vector and to the point.</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="vectors">(n, d).</param>
    /// <param name="values">n values: q = vᵀ g(x) v.</param>
    /// <param name="vectorGradients">(n, d): ∂q/∂v = 2 g(x) v.</param>
    /// <param name="pointGradients">(n, d): ∂q/∂x.</param>
    public abstract void QuadraticFormGradient(
        ReadOnlySpan<double> points,
        ReadOnlySpan<double> vectors,
        Span<double> values,
        Span<double> vectorGradients,
        Span<double> pointGradients);

    /// <summary>g(x) v of each row: a vector becomes a covector (a velocity its momentum).</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="vectors">(n, d).</param>
    /// <param name="covectors">(n, d).</param>
    public abstract void Lower(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> covectors);

    /// <summary>g(x)⁻¹ p of each row, the inverse of <see cref="Lower"/>.</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="covectors">(n, d).</param>
    /// <param name="vectors">(n, d).</param>
    public abstract void Raise(ReadOnlySpan<double> points, ReadOnlySpan<double> covectors, Span<double> vectors);

    /// <summary>(∂ᵤ g)(x) v of each row: the derivative of g along a direction u, applied to a vector.</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="directions">(n, d): u, of any length.</param>
    /// <param name="vectors">(n, d): v.</param>
    /// <param name="covectors">(n, d).</param>
    public abstract void Derivative(
        ReadOnlySpan<double> points, ReadOnlySpan<double> directions, ReadOnlySpan<double> vectors, Span<double> covectors);

    /// <summary>log det g(x) of each row.</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="values">n values.</param>
    public abstract void LogDeterminant(ReadOnlySpan<double> points, Span<double> values);

    /// <summary>The diagonal of g(x) of each row: the approximation of g by a diagonal matrix.</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="diagonals">(n, d).</param>
    public abstract void Diagonal(ReadOnlySpan<double> points, Span<double> diagonals);

    /// <summary>The inner product uᵀ g(x) v of each row.</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="left">(n, d): u.</param>
    /// <param name="right">(n, d): v.</param>
    /// <param name="values">n values.</param>
    public void InnerProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> values)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, left, right);
        Batch.OnePerRow(rows, values);
        using var lowered = new Rented(points.Length);
        Lower(points, right, lowered.Span);
        for (int row = 0; row < rows; row++)
        {
            values[row] = DoubleKernels.Dot(left.Slice(row * d, d), lowered.Span.Slice(row * d, d));
        }
    }

    /// <summary>The length √(vᵀ g(x) v) of each row's vector.</summary>
    /// <param name="points">(n, d).</param>
    /// <param name="vectors">(n, d).</param>
    /// <param name="values">n values, 0 or more.</param>
    public void Norm(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> values)
    {
        QuadraticForm(points, vectors, values);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Sqrt(values[i]);
        }
    }

    /// <summary>The angle between the two vectors of each row, 0 to π; NaN where one of them is zero.</summary>
    /// <remarks>2 atan2(|û − v̂|, |û + v̂|) of the vectors scaled to length 1, which is accurate for small angles too (Kahan 2006).</remarks>
    /// <param name="points">(n, d).</param>
    /// <param name="left">(n, d).</param>
    /// <param name="right">(n, d).</param>
    /// <param name="radians">n values.</param>
    public void Angle(ReadOnlySpan<double> points, ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> radians)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, left, right);
        Batch.OnePerRow(rows, radians);
        using var lengths = new Rented(2 * rows);
        using var combined = new Rented(2 * points.Length);
        Span<double> leftLengths = lengths.Span[..rows];
        Span<double> rightLengths = lengths.Span[rows..];
        Span<double> differences = combined.Span[..points.Length];
        Span<double> sums = combined.Span[points.Length..];
        Norm(points, left, leftLengths);
        Norm(points, right, rightLengths);
        for (int row = 0; row < rows; row++)
        {
            double scaleLeft = 1 / leftLengths[row];
            double scaleRight = 1 / rightLengths[row];
            ReadOnlySpan<double> u = left.Slice(row * d, d);
            ReadOnlySpan<double> v = right.Slice(row * d, d);
            DoubleKernels.Combine(scaleLeft, u, -scaleRight, v, differences.Slice(row * d, d));
            DoubleKernels.Combine(scaleLeft, u, scaleRight, v, sums.Slice(row * d, d));
        }

        Norm(points, differences, leftLengths);
        Norm(points, sums, rightLengths);
        for (int row = 0; row < rows; row++)
        {
            radians[row] = 2 * Math.Atan2(leftLengths[row], rightLengths[row]);
        }
    }

    /// <summary>g(x) as a matrix, d² numbers: for pictures and tests; everything else works without it.</summary>
    /// <param name="point">d values.</param>
    /// <returns>(d, d) row-major.</returns>
    public double[] ToMatrix(ReadOnlySpan<double> point) => Columns(point, inverse: false);

    /// <summary>g(x)⁻¹ as a matrix, d² numbers.</summary>
    /// <param name="point">d values.</param>
    /// <returns>(d, d) row-major.</returns>
    public double[] ToInverseMatrix(ReadOnlySpan<double> point) => Columns(point, inverse: true);

    private double[] Columns(ReadOnlySpan<double> point, bool inverse)
    {
        int d = Dimension;
        Batch.Same(d, point.Length);
        double[] points = new double[d * d];
        double[] axes = new double[d * d];
        double[] matrix = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            point.CopyTo(points.AsSpan(i * d, d));
            axes[(i * d) + i] = 1;
        }

        if (inverse)
        {
            Raise(points, axes, matrix);
        }
        else
        {
            Lower(points, axes, matrix);
        }

        return matrix;
    }
}
