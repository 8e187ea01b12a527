using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>A score function s(x) = ∇ₓ log p(x) of a density p on ℝᵈ, known only by its values.</summary>
/// <remarks>
/// All methods work on batches: <c>(n, d)</c> row-major doubles, one point a row, n taken from the length of the span. Fields do not
/// change and any number of threads may use one. A field that cannot be evaluated at a point (zero density, overflow) writes NaN there
/// and leaves the judgement to its caller. A field over a model that runs elsewhere derives from this class and overrides
/// <see cref="Dimension"/> and <see cref="Score"/>; the products of the Jacobian then come from central differences.
/// </remarks>
public abstract class ScoreField
{
    /// <summary>The step of the central differences, relative to 1 + |x|∞: the cube root of the double's precision, at which truncation
    /// and rounding errors balance.</summary>
    public const double DifferenceStep = 6.0554544523933395e-06;

    /// <summary>The dimension d: 1 or more.</summary>
    public abstract int Dimension { get; }

    /// <summary>Whether <see cref="LogDensity"/> is known.</summary>
    public virtual bool HasLogDensity => false;

    /// <summary>Whether the score is a gradient, so that its Jacobian is symmetric; a learned field's is not exactly.</summary>
    public virtual bool IsGradient => true;

    /// <summary>Whether the score is affine in x, so that its Jacobian is the same everywhere: a Gaussian's is.</summary>
    public virtual bool IsAffine => false;

    /// <summary>Scores of a batch of points.</summary>
    /// <param name="points">(n, d) row-major.</param>
    /// <param name="scores">(n, d) row-major; may not overlap <paramref name="points"/>.</param>
    public abstract void Score(ReadOnlySpan<double> points, Span<double> scores);

    /// <summary>J(x) v for each row, J the Jacobian of the score: by central differences unless the field knows better.</summary>
    /// <param name="points">(n, d) row-major.</param>
    /// <param name="vectors">(n, d) row-major.</param>
    /// <param name="products">(n, d) row-major; may not overlap the inputs.</param>
    public virtual void JacobianProduct(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products) =>
        CentralDifferences.JacobianProduct(this, points, vectors, products);

    /// <summary>J(x)ᵀ v for each row. The same as <see cref="JacobianProduct"/> where <see cref="IsGradient"/> holds; else by central
    /// differences along each axis, 2 d scores a row, unless the field knows better.</summary>
    /// <param name="points">(n, d) row-major.</param>
    /// <param name="vectors">(n, d) row-major.</param>
    /// <param name="products">(n, d) row-major; may not overlap the inputs.</param>
    public virtual void TransposedJacobianProduct(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        if (IsGradient)
        {
            JacobianProduct(points, vectors, products);
        }
        else
        {
            CentralDifferences.TransposedJacobianProduct(this, points, vectors, products);
        }
    }

    /// <summary>log p(x) of each row.</summary>
    /// <param name="points">(n, d) row-major.</param>
    /// <param name="logDensities">n values.</param>
    /// <exception cref="NotSupportedException"><see cref="HasLogDensity"/> is false.</exception>
    public virtual void LogDensity(ReadOnlySpan<double> points, Span<double> logDensities) =>
        throw new NotSupportedException("This field does not know its log density.");
}
