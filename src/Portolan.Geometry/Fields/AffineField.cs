using System.Globalization;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The score of x = A y + b, where the score of y is known: s(x) = A⁻ᵀ s_y(A⁻¹ (x − b)).</summary>
/// <remarks>
/// A field that was learned on standardised data, y = (x − mean) / deviation, is brought back to the data's own units by
/// <see cref="Scaled"/> with those deviations and means.
/// </remarks>
public sealed class AffineField : ScoreField
{
    private readonly ScoreField inner;

    // A⁻¹ (d, d) row-major and its transpose, or only the d reciprocals of a diagonal A.
    private readonly double[] inverse;
    private readonly double[]? transposedInverse;
    private readonly double[] offset;
    private readonly double logDeterminant;

    /// <summary>An invertible map of a field's space.</summary>
    /// <param name="inner">The field of y.</param>
    /// <param name="matrix">A, (d, d) row-major, invertible; copied.</param>
    /// <param name="offset">b, d values; copied.</param>
    /// <exception cref="ArgumentException">The numbers do not fit the field's dimension.</exception>
    /// <exception cref="GeometryException">A value is not finite or the matrix is singular.</exception>
    public AffineField(ScoreField inner, ReadOnlySpan<double> matrix, ReadOnlySpan<double> offset)
    {
        ArgumentNullException.ThrowIfNull(inner);
        int d = inner.Dimension;
        Batch.Same(d, offset.Length);
        CheckFinite(offset, "the offset");
        this.inner = inner;
        this.offset = offset.ToArray();
        inverse = LinearSystem.Invert(matrix, d, "the matrix", out logDeterminant);
        transposedInverse = new double[d * d];
        for (int i = 0; i < inverse.Length; i++)
        {
            transposedInverse[(i % d * d) + (i / d)] = inverse[i];
        }
    }

    private AffineField(ScoreField inner, ReadOnlySpan<double> scales, double[] offset)
    {
        this.inner = inner;
        this.offset = offset;
        inverse = new double[scales.Length];
        for (int i = 0; i < scales.Length; i++)
        {
            if (scales[i] == 0 || !double.IsFinite(scales[i]))
            {
                throw new GeometryException(string.Create(
                    CultureInfo.InvariantCulture, $"the scale of coordinate {i} is {scales[i]:R}, expected a finite number that is not zero"));
            }

            inverse[i] = 1 / scales[i];
            logDeterminant += Math.Log(Math.Abs(scales[i]));
        }
    }

    /// <inheritdoc/>
    public override int Dimension => inner.Dimension;

    /// <inheritdoc/>
    public override bool HasLogDensity => inner.HasLogDensity;

    /// <inheritdoc/>
    public override bool IsGradient => inner.IsGradient;

    /// <inheritdoc/>
    public override bool IsAffine => inner.IsAffine;

    /// <summary>The score of xᵢ = scaleᵢ yᵢ + offsetᵢ, O(d) a point.</summary>
    /// <param name="inner">The field of y.</param>
    /// <param name="scales">d numbers, none of them zero.</param>
    /// <param name="offset">d values.</param>
    /// <exception cref="ArgumentException">The numbers do not fit the field's dimension.</exception>
    /// <exception cref="GeometryException">A value is not finite or a scale is zero.</exception>
    public static AffineField Scaled(ScoreField inner, ReadOnlySpan<double> scales, ReadOnlySpan<double> offset)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Batch.Same(inner.Dimension, scales.Length);
        Batch.Same(inner.Dimension, offset.Length);
        CheckFinite(offset, "the offset");
        return new AffineField(inner, scales, offset.ToArray());
    }

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> points, Span<double> scores)
    {
        Batch.Rows(Dimension, points, scores);
        using var buffer = new Rented(2 * points.Length);
        Span<double> innerPoints = buffer.Span[..points.Length];
        Span<double> innerScores = buffer.Span[points.Length..];
        ToInner(points, innerPoints);
        inner.Score(innerPoints, innerScores);
        Multiply(transposedInverse ?? inverse, innerScores, scores);
    }

    /// <inheritdoc/>
    public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products) =>
        Product(points, vectors, products, transposed: false);

    /// <inheritdoc/>
    public override void TransposedJacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products) =>
        Product(points, vectors, products, transposed: true);

    /// <inheritdoc/>
    public override void LogDensity(ReadOnlySpan<double> points, Span<double> logDensities)
    {
        Batch.OnePerRow(Batch.Rows(Dimension, points), logDensities);
        using var innerPoints = new Rented(points.Length);
        ToInner(points, innerPoints.Span);
        inner.LogDensity(innerPoints.Span, logDensities);
        for (int i = 0; i < logDensities.Length; i++)
        {
            logDensities[i] -= logDeterminant;
        }
    }

    /// <summary>J = A⁻ᵀ J_y A⁻¹, and its transpose A⁻ᵀ J_yᵀ A⁻¹.</summary>
    private void Product(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products, bool transposed)
    {
        Batch.Rows(Dimension, points, vectors, products);
        using var buffer = new Rented(3 * points.Length);
        Span<double> innerPoints = buffer.Span[..points.Length];
        Span<double> innerVectors = buffer.Span.Slice(points.Length, points.Length);
        Span<double> innerProducts = buffer.Span[(2 * points.Length)..];
        ToInner(points, innerPoints);
        Multiply(inverse, vectors, innerVectors);
        if (transposed)
        {
            inner.TransposedJacobianProduct(innerPoints, innerVectors, innerProducts);
        }
        else
        {
            inner.JacobianProduct(innerPoints, innerVectors, innerProducts);
        }

        Multiply(transposedInverse ?? inverse, innerProducts, products);
    }

    private void ToInner(ReadOnlySpan<double> points, Span<double> innerPoints)
    {
        int d = Dimension;
        using var centred = new Rented(points.Length);
        for (int row = 0; row < points.Length / d; row++)
        {
            DoubleKernels.Combine(1, points.Slice(row * d, d), -1, offset, centred.Span.Slice(row * d, d));
        }

        Multiply(inverse, centred.Span, innerPoints);
    }

    private void Multiply(double[] matrix, ReadOnlySpan<double> rows, Span<double> output)
    {
        int d = Dimension;
        for (int row = 0; row < rows.Length; row += d)
        {
            ReadOnlySpan<double> vector = rows.Slice(row, d);
            for (int i = 0; i < d; i++)
            {
                output[row + i] = transposedInverse is null ? matrix[i] * vector[i] : DoubleKernels.Dot(matrix.AsSpan(i * d, d), vector);
            }
        }
    }

    private static void CheckFinite(ReadOnlySpan<double> values, string name)
    {
        if (!DoubleKernels.AllFinite(values))
        {
            throw new GeometryException($"{name} has a value that is not finite");
        }
    }
}
