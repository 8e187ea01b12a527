using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The Fisher–Rao distance between normal distributions, for comparison with the metric of a density's own space.</summary>
/// <remarks>
/// The metric on means and covariances is ds² = dμᵀ Σ⁻¹ dμ + ½ tr (Σ⁻¹ dΣ)². It measures how well two <em>distributions</em> can be told
/// apart; <see cref="SteinMetric"/> measures paths between two <em>points</em> under one distribution.
/// </remarks>
public static class FisherRao
{
    /// <summary>Between two univariate normal distributions, closed form: √2 arcosh(1 + ((μ₁ − μ₂)²/2 + (σ₁ − σ₂)²) / (2 σ₁ σ₂)).</summary>
    /// <param name="firstMean">μ₁.</param>
    /// <param name="firstDeviation">σ₁, positive.</param>
    /// <param name="secondMean">μ₂.</param>
    /// <param name="secondDeviation">σ₂, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A deviation is not positive.</exception>
    public static double Distance(double firstMean, double firstDeviation, double secondMean, double secondDeviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(firstDeviation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(secondDeviation);
        double mean = firstMean - secondMean;
        double deviation = firstDeviation - secondDeviation;
        double x = ((0.5 * mean * mean) + (deviation * deviation)) / (2 * firstDeviation * secondDeviation);
        // arcosh(1 + x) = 2 arsinh √(x/2), which keeps small distances.
        return 2 * Math.Sqrt(2) * Math.Asinh(Math.Sqrt(x / 2));
    }

    /// <summary>Between two normal distributions of one dimension: closed form where their means are equal, else by shooting.</summary>
    /// <remarks>
    /// With equal means √(½ Σ log² λᵢ), λ the eigenvalues of Σ₁⁻¹ Σ₂. Else Newton's method finds the velocity with which the closed-form
    /// geodesic (Eriksen 1987) that starts at the first distribution reaches the second at time 1, to 1e-11 of the second's deviations;
    /// its length is that velocity's. About d⁷ steps: meant for up to a dozen dimensions.
    /// </remarks>
    /// <param name="first">A normal distribution.</param>
    /// <param name="second">Another of the same dimension.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    /// <exception cref="GeometryException">The geodesic was not found, which very distant distributions can cause.</exception>
    public static double Distance(GaussianField first, GaussianField second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        int d = first.Dimension;
        if (second.Dimension != d)
        {
            throw new ArgumentException($"The distributions have dimensions {d} and {second.Dimension}, expected one dimension.", nameof(second));
        }

        (double[] mean, double[] factor) = Standardise(first, second);
        double[] covariance = Gram(factor, d);
        if (Array.TrueForAll(mean, m => m == 0))
        {
            SymmetricEigen.Decompose(covariance, d);
            double sum = 0;
            for (int i = 0; i < d; i++)
            {
                double logarithm = Math.Log(covariance[(i * d) + i]);
                sum += logarithm * logarithm;
            }

            return Math.Sqrt(0.5 * sum);
        }

        return new GaussianShooting(mean, covariance).Distance();
    }

    /// <summary>Mean and lower factor of the second distribution where the first is standard: L₁⁻¹ (μ₂ − μ₁) and L₁⁻¹ L₂.</summary>
    private static (double[] Mean, double[] Factor) Standardise(GaussianField first, GaussianField second)
    {
        int d = first.Dimension;
        double[] mean = new double[d];
        DoubleKernels.Combine(1, second.Mean, -1, first.Mean, mean);
        first.Factor.SolveTransposed(mean);
        double[] factor = new double[d * d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++)
        {
            // Column j of L₂ is row j of its transpose.
            second.Factor.Upper.Slice(j * d, d).CopyTo(column);
            first.Factor.SolveTransposed(column);
            for (int i = 0; i < d; i++)
            {
                factor[(i * d) + j] = column[i];
            }
        }

        return (mean, factor);
    }

    private static double[] Gram(double[] factor, int d)
    {
        double[] gram = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                gram[(i * d) + j] = DoubleKernels.Dot(factor.AsSpan(i * d, d), factor.AsSpan(j * d, d));
            }
        }

        return gram;
    }
}
