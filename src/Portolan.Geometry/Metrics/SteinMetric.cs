using System.Globalization;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The Stein-score metric g(x) = λ [s(x) s(x)ᵀ + λ I]⁻¹ = I − s sᵀ / (λ + |s|²): moving along the score is short, across it is Euclidean.</summary>
/// <remarks>
/// <para>λ = 1 is the metric as published. Other dampings keep the factor λ in front, so that lengths across the score stay Euclidean for
/// every λ, and λ → ∞ is the Euclidean metric. Without that factor all lengths would be divided by √λ; geodesics are the same.</para>
/// <para>Everything follows from the score by the Sherman–Morrison formula in O(d): g⁻¹ = I + s sᵀ/λ, det g = λ / (λ + |s|²), all
/// eigenvalues of g are 1 but the one along s, which is det g. Beyond |s| ≈ 1e154 the square overflows, and results are NaN.</para>
/// </remarks>
public sealed class SteinMetric : Metric
{
    /// <summary>The metric of a score field.</summary>
    /// <param name="field">The score.</param>
    /// <param name="damping">λ, positive; 1 is the metric as published.</param>
    /// <exception cref="ArgumentOutOfRangeException">The damping is not positive and finite.</exception>
    public SteinMetric(ScoreField field, double damping = 1)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (!(damping > 0) || !double.IsFinite(damping))
        {
            throw new ArgumentOutOfRangeException(
                nameof(damping), string.Create(CultureInfo.InvariantCulture, $"The damping is {damping:R}, expected a positive finite number."));
        }

        Field = field;
        Damping = damping;
    }

    /// <summary>The score field.</summary>
    public ScoreField Field { get; }

    /// <summary>λ.</summary>
    public double Damping { get; }

    /// <inheritdoc/>
    public override int Dimension => Field.Dimension;

    /// <inheritdoc/>
    public override void QuadraticForm(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> values)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, vectors);
        Batch.OnePerRow(rows, values);
        using var scores = new Rented(points.Length);
        using var product = new Rented(d);
        Field.Score(points, scores.Span);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> score = scores.Span.Slice(row * d, d);
            values[row] = Apply(score, vectors.Slice(row * d, d), product.Span, out _);
        }
    }

    /// <inheritdoc/>
    public override void QuadraticFormGradient(
        ReadOnlySpan<double> points,
        ReadOnlySpan<double> vectors,
        Span<double> values,
        Span<double> vectorGradients,
        Span<double> pointGradients)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, vectors, vectorGradients);
        Batch.Same(points.Length, pointGradients.Length);
        Batch.OnePerRow(rows, values);
        using var scores = new Rented(points.Length);
        Field.Score(points, scores.Span);
        for (int row = 0; row < rows; row++)
        {
            Span<double> score = scores.Span.Slice(row * d, d);
            Span<double> lowered = vectorGradients.Slice(row * d, d);
            values[row] = Apply(score, vectors.Slice(row * d, d), lowered, out double ratio);
            // ∂q/∂s = −2c v + 2c² s = −2c (v − c s) = −2c g v
            DoubleKernels.Combine(-2 * ratio, lowered, 0, lowered, score);
            DoubleKernels.Combine(2, lowered, 0, lowered, lowered);
        }

        Field.TransposedJacobianProduct(points, scores.Span, pointGradients);
    }

    /// <inheritdoc/>
    public override void Lower(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> covectors)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, vectors, covectors);
        using var scores = new Rented(points.Length);
        Field.Score(points, scores.Span);
        for (int row = 0; row < rows; row++)
        {
            Apply(scores.Span.Slice(row * d, d), vectors.Slice(row * d, d), covectors.Slice(row * d, d), out _);
        }
    }

    /// <inheritdoc/>
    public override void Raise(ReadOnlySpan<double> points, ReadOnlySpan<double> covectors, Span<double> vectors)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, covectors, vectors);
        using var scores = new Rented(points.Length);
        Field.Score(points, scores.Span);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> score = scores.Span.Slice(row * d, d);
            ReadOnlySpan<double> covector = covectors.Slice(row * d, d);
            double factor = DoubleKernels.Dot(score, covector) / Damping;
            DoubleKernels.Combine(1, covector, factor, score, vectors.Slice(row * d, d));
        }
    }

    /// <inheritdoc/>
    public override void Derivative(
        ReadOnlySpan<double> points, ReadOnlySpan<double> directions, ReadOnlySpan<double> vectors, Span<double> covectors)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, directions, vectors);
        Batch.Same(points.Length, covectors.Length);
        using var buffer = new Rented(2 * points.Length);
        Span<double> scores = buffer.Span[..points.Length];
        Span<double> changes = buffer.Span[points.Length..];
        Field.Score(points, scores);
        Field.JacobianProduct(points, directions, changes);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> score = scores.Slice(row * d, d);
            ReadOnlySpan<double> change = changes.Slice(row * d, d);
            ReadOnlySpan<double> vector = vectors.Slice(row * d, d);
            Span<double> covector = covectors.Slice(row * d, d);
            // With s' the change of the score: ∂g v = −(s' (s·v) + s (s'·v)) / a + s (s·v) 2 (s·s') / a²
            double denominator = Denominator(score);
            double along = DoubleKernels.Dot(score, vector) / denominator;
            double alongChange = DoubleKernels.Dot(change, vector) / denominator;
            double growth = DoubleKernels.Dot(score, change) / denominator;
            DoubleKernels.Combine(-along, change, (2 * along * growth) - alongChange, score, covector);
        }
    }

    /// <inheritdoc/>
    public override void LogDeterminant(ReadOnlySpan<double> points, Span<double> values)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points);
        Batch.OnePerRow(rows, values);
        using var scores = new Rented(points.Length);
        Field.Score(points, scores.Span);
        for (int row = 0; row < rows; row++)
        {
            values[row] = Math.Log(Damping / Denominator(scores.Span.Slice(row * d, d)));
        }
    }

    /// <inheritdoc/>
    public override void Diagonal(ReadOnlySpan<double> points, Span<double> diagonals)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, diagonals);
        Field.Score(points, diagonals);
        for (int row = 0; row < rows; row++)
        {
            Span<double> diagonal = diagonals.Slice(row * d, d);
            double denominator = Denominator(diagonal);
            for (int i = 0; i < d; i++)
            {
                diagonal[i] = 1 - (diagonal[i] * diagonal[i] / denominator);
            }
        }
    }

    /// <summary>lowered ← g v; returns vᵀ g v, and c = s·v / (λ + |s|²).</summary>
    private double Apply(ReadOnlySpan<double> score, ReadOnlySpan<double> vector, Span<double> lowered, out double ratio)
    {
        ratio = DoubleKernels.Dot(score, vector) / Denominator(score);
        DoubleKernels.Combine(1, vector, -ratio, score, lowered);
        // vᵀ g v = |v|² − c² (λ + |s|²) = |g v|² + λ c²: a sum of squares, which is never negative and does not cancel where v lies
        // along a large score.
        return DoubleKernels.Dot(lowered, lowered) + (Damping * ratio * ratio);
    }

    /// <summary>λ + |s|²; NaN where it is not finite, so that a score that overflowed is not taken for a direction of length zero.</summary>
    private double Denominator(ReadOnlySpan<double> score)
    {
        double denominator = Damping + DoubleKernels.Dot(score, score);
        return double.IsFinite(denominator) ? denominator : double.NaN;
    }
}
