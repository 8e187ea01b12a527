using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The score of a normal distribution, s(x) = −Σ⁻¹ (x − μ).</summary>
/// <remarks>d² multiplications a point, d where the covariance is diagonal. Everything is closed form: J = −Σ⁻¹.</remarks>
public sealed class GaussianField : ScoreField
{
    private readonly double[] mean;
    private readonly CholeskyFactor factor;

    // Σ⁻¹: (d, d) row-major, or only its diagonal where Σ is diagonal.
    private readonly double[] precision;
    private readonly bool isDiagonal;
    private readonly double logNormalisation;

    /// <summary>A normal distribution with a full covariance.</summary>
    /// <param name="mean">μ, d values; copied.</param>
    /// <param name="covariance">Σ, (d, d) row-major, symmetric positive definite; copied.</param>
    /// <exception cref="ArgumentException">The mean is empty or the covariance has not d² numbers.</exception>
    /// <exception cref="GeometryException">A value is not finite, or the covariance is not symmetric or not positive definite.</exception>
    public GaussianField(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance)
    {
        if (mean.IsEmpty)
        {
            throw new ArgumentException("The mean has no coordinates, expected 1 or more.", nameof(mean));
        }

        if (!DoubleKernels.AllFinite(mean))
        {
            throw new GeometryException("the mean has a coordinate that is not finite");
        }

        int d = mean.Length;
        factor = CholeskyFactor.Of(covariance, d, "the covariance");
        this.mean = mean.ToArray();
        precision = factor.Inverse();
        isDiagonal = IsDiagonal(precision, d);
        if (isDiagonal)
        {
            double[] diagonal = new double[d];
            for (int i = 0; i < d; i++)
            {
                diagonal[i] = precision[(i * d) + i];
            }

            precision = diagonal;
        }

        logNormalisation = -0.5 * (factor.LogDeterminant + (d * Math.Log(2 * Math.PI)));
    }

    /// <inheritdoc/>
    public override int Dimension => mean.Length;

    /// <inheritdoc/>
    public override bool HasLogDensity => true;

    /// <inheritdoc/>
    public override bool IsAffine => true;

    /// <summary>μ, d values.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>log det Σ.</summary>
    public double LogDeterminant => factor.LogDeterminant;

    /// <summary>Σ = Rᵀ R.</summary>
    internal CholeskyFactor Factor => factor;

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> points, Span<double> scores)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, scores);
        using var centred = new Rented(d);
        for (int row = 0; row < rows; row++)
        {
            DoubleKernels.Combine(-1, points.Slice(row * d, d), 1, mean, centred.Span);
            MultiplyPrecision(centred.Span, scores.Slice(row * d, d), 1);
        }
    }

    /// <inheritdoc/>
    public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, vectors, products);
        for (int row = 0; row < rows; row++)
        {
            MultiplyPrecision(vectors.Slice(row * d, d), products.Slice(row * d, d), -1);
        }
    }

    /// <inheritdoc/>
    public override void LogDensity(ReadOnlySpan<double> points, Span<double> logDensities)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points);
        Batch.OnePerRow(rows, logDensities);
        using var score = new Rented(d);
        for (int row = 0; row < rows; row++)
        {
            logDensities[row] = ScoreAndLogDensity(points.Slice(row * d, d), score.Span);
        }
    }

    /// <summary>Score and log density of one point.</summary>
    internal double ScoreAndLogDensity(ReadOnlySpan<double> point, Span<double> score)
    {
        using var centred = new Rented(point.Length);
        DoubleKernels.Combine(-1, point, 1, mean, centred.Span);
        MultiplyPrecision(centred.Span, score, 1);
        // (x − μ)ᵀ Σ⁻¹ (x − μ) = (μ − x) · s
        return logNormalisation - (0.5 * DoubleKernels.Dot(centred.Span, score));
    }

    /// <summary>output ← sign · Σ⁻¹ vector.</summary>
    internal void MultiplyPrecision(ReadOnlySpan<double> vector, Span<double> output, double sign)
    {
        if (isDiagonal)
        {
            for (int i = 0; i < output.Length; i++)
            {
                output[i] = sign * (precision[i] * vector[i]);
            }

            return;
        }

        int d = output.Length;
        for (int i = 0; i < d; i++)
        {
            output[i] = sign * DoubleKernels.Dot(precision.AsSpan(i * d, d), vector);
        }
    }

    private static bool IsDiagonal(double[] matrix, int d)
    {
        for (int i = 0; i < matrix.Length; i++)
        {
            if (i % (d + 1) != 0 && matrix[i] != 0)
            {
                return false;
            }
        }

        return true;
    }
}
