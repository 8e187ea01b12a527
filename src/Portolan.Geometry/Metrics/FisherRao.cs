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

    /// <summary>Between two normal distributions of one dimension, from one symmetric eigenvalue problem.</summary>
    /// <remarks>
    /// With equal means √(½ Σ log² λᵢ), λ the eigenvalues of Σ₁⁻¹ Σ₂. Else by the geodesic of Kobayashi (2023, Physica Scripta 98,
    /// 115241): in coordinates in which the first is standard, the second's matrix G of size 2 d + 1 has the logarithm A, the geodesic
    /// starts with μ' = A₁₂ and Σ' = −A₁₁, and its length is that velocity's. Relative accuracy is about 1e-16 times the larger of the
    /// condition numbers of G and Σ₁; d up to a few dozen.
    /// </remarks>
    /// <param name="first">A normal distribution.</param>
    /// <param name="second">Another of the same dimension.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
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

        return InitialSpeed(mean, covariance, d);
    }

    /// <summary>Mean and lower factor of the second distribution where the first is standard: L₁⁻¹ (μ₂ − μ₁) and L₁⁻¹ L₂.</summary>
    private static (double[] Mean, double[] Factor) Standardise(GaussianField first, GaussianField second)
    {
        int d = first.Dimension;
        double[] mean = new double[d];
        DoubleKernels.Combine(1, second.Mean, -1, first.Mean, mean);
        first.Factor.SolveLower(mean);
        double[] factor = new double[d * d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++)
        {
            for (int i = 0; i < d; i++)
            {
                column[i] = second.Factor.Factor[(i * d) + j];
            }

            first.Factor.SolveLower(column);
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

    /// <summary>|(μ', Σ')| at the standard normal distribution of the geodesic that reaches (mean, covariance) at time 1.</summary>
    private static double InitialSpeed(double[] mean, double[] covariance, int d)
    {
        int n = (2 * d) + 1;
        double[] g = Embed(mean, Cholesky.Of(covariance, d, "the covariance").Inverse(), covariance, d);
        double[] vectors = SymmetricEigen.Decompose(g, n);
        double speed = 0;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= d; j++)
            {
                // A = Σ log λₖ vₖ vₖᵀ; only its first d rows and d + 1 columns are needed.
                double entry = 0;
                for (int k = 0; k < n; k++)
                {
                    entry += Math.Log(g[(k * n) + k]) * vectors[(k * n) + i] * vectors[(k * n) + j];
                }

                speed += (j < d ? 0.5 : 1) * entry * entry;
            }
        }

        return Math.Sqrt(speed);
    }

    /// <summary>G = M diag(Σ⁻¹, 1, Σ) Mᵀ with M = [[I, 0, 0], [μᵀ, 1, 0], [0, −μ, I]].</summary>
    private static double[] Embed(double[] mean, double[] precision, double[] covariance, int d)
    {
        int n = (2 * d) + 1;
        double[] g = new double[n * n];
        double[] pulled = new double[d];
        for (int i = 0; i < d; i++)
        {
            pulled[i] = DoubleKernels.Dot(precision.AsSpan(i * d, d), mean);
        }

        g[(d * n) + d] = 1 + DoubleKernels.Dot(mean, pulled);
        for (int i = 0; i < d; i++)
        {
            int below = d + 1 + i;
            for (int j = 0; j < d; j++)
            {
                g[(i * n) + j] = precision[(i * d) + j];
                g[(below * n) + d + 1 + j] = covariance[(i * d) + j] + (mean[i] * mean[j]);
            }

            g[(i * n) + d] = pulled[i];
            g[(d * n) + i] = pulled[i];
            g[(below * n) + d] = -mean[i];
            g[(d * n) + below] = -mean[i];
        }

        return g;
    }
}
