using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The score of a product of densities on one space, p(x) ∝ ∏ pₖ(x): the sum of their scores.</summary>
/// <remarks>The log density is the sum of the factors', so it lacks the constant that would make it integrate to 1.</remarks>
public sealed class ProductField : ScoreField
{
    private readonly ScoreField[] factors;

    /// <summary>The product of several densities.</summary>
    /// <param name="factors">1 or more fields of one dimension.</param>
    /// <exception cref="ArgumentException">No field is given, or dimensions differ.</exception>
    public ProductField(IReadOnlyList<ScoreField> factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        if (factors.Count == 0)
        {
            throw new ArgumentException("A product has no factors, expected 1 or more.", nameof(factors));
        }

        MixtureWeights.CheckDimensions(factors);
        this.factors = [.. factors];
        HasLogDensity = Array.TrueForAll(this.factors, f => f.HasLogDensity);
        IsGradient = Array.TrueForAll(this.factors, f => f.IsGradient);
        IsAffine = Array.TrueForAll(this.factors, f => f.IsAffine);
    }

    /// <inheritdoc/>
    public override int Dimension => factors[0].Dimension;

    /// <inheritdoc/>
    public override bool HasLogDensity { get; }

    /// <inheritdoc/>
    public override bool IsGradient { get; }

    /// <inheritdoc/>
    public override bool IsAffine { get; }

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> points, Span<double> scores)
    {
        Batch.Rows(Dimension, points, scores);
        using var one = new Rented(scores.Length);
        factors[0].Score(points, scores);
        foreach (ScoreField factor in factors.AsSpan(1))
        {
            factor.Score(points, one.Span);
            DoubleKernels.AddScaled(1, one.Span, scores);
        }
    }

    /// <inheritdoc/>
    public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        Batch.Rows(Dimension, points, vectors, products);
        using var one = new Rented(products.Length);
        factors[0].JacobianProduct(points, vectors, products);
        foreach (ScoreField factor in factors.AsSpan(1))
        {
            factor.JacobianProduct(points, vectors, one.Span);
            DoubleKernels.AddScaled(1, one.Span, products);
        }
    }

    /// <inheritdoc/>
    public override void TransposedJacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        Batch.Rows(Dimension, points, vectors, products);
        using var one = new Rented(products.Length);
        factors[0].TransposedJacobianProduct(points, vectors, products);
        foreach (ScoreField factor in factors.AsSpan(1))
        {
            factor.TransposedJacobianProduct(points, vectors, one.Span);
            DoubleKernels.AddScaled(1, one.Span, products);
        }
    }

    /// <inheritdoc/>
    public override void LogDensity(ReadOnlySpan<double> points, Span<double> logDensities)
    {
        Batch.OnePerRow(Batch.Rows(Dimension, points), logDensities);
        using var one = new Rented(logDensities.Length);
        factors[0].LogDensity(points, logDensities);
        foreach (ScoreField factor in factors.AsSpan(1))
        {
            factor.LogDensity(points, one.Span);
            DoubleKernels.AddScaled(1, one.Span, logDensities);
        }
    }
}
