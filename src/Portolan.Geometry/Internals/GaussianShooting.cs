namespace Portolan.Geometry.Internals;

/// <summary>The Fisher–Rao geodesic from the standard normal distribution to another, by Newton's method on its first velocity.</summary>
/// <remarks>
/// Eriksen (1987): with velocity (μ', Σ') = (x, B) at the standard distribution, the first rows of exp(t A),
/// A = [[−B, x, 0], [xᵀ, 0, −xᵀ], [0, −x, B]], are Σ⁻¹ and Σ⁻¹ μ along the geodesic. The target is approached along
/// (τ μ, Σ^τ), τ from 0 to 1, each solution scaled being the next first guess.
/// </remarks>
internal sealed class GaussianShooting
{
    private const double Tolerance = 1e-11;
    private const int MaxNewtonSteps = 30;

    private readonly int d;
    private readonly int unknowns;
    private readonly double[] mean;
    private readonly double[] eigenvalues;
    private readonly double[] axes;

    public GaussianShooting(double[] mean, double[] covariance)
    {
        d = mean.Length;
        unknowns = d + (d * (d + 1) / 2);
        this.mean = mean;
        eigenvalues = [.. covariance];
        axes = SymmetricEigen.Decompose(eigenvalues, d);
    }

    /// <exception cref="GeometryException">Newton's method fails even for small steps towards the target.</exception>
    public double Distance()
    {
        double[] velocity = new double[unknowns];
        double reached = 0;
        double step = 0.25;
        while (reached < 1)
        {
            double next = Math.Min(1, reached + step);
            double[]? found = Solve(Guess(velocity, reached, next), next);
            if (found is null)
            {
                step /= 2;
                if (step < 1.0 / 1024)
                {
                    throw new GeometryException("the Fisher-Rao geodesic between the distributions was not found", "distributions this far apart are told apart by any measure");
                }

                continue;
            }

            velocity = found;
            reached = next;
        }

        double square = 0;
        int at = d;
        for (int i = 0; i < d; i++)
        {
            square += velocity[i] * velocity[i];
            for (int j = 0; j <= i; j++, at++)
            {
                square += (i == j ? 0.5 : 1) * velocity[at] * velocity[at];
            }
        }

        return Math.Sqrt(square);
    }

    private double[] Guess(double[] velocity, double reached, double next)
    {
        if (reached > 0)
        {
            return Array.ConvertAll(velocity, v => v * next / reached);
        }

        double[] guess = new double[unknowns];
        int at = d;
        double[] logarithm = Power(Math.Log);
        for (int i = 0; i < d; i++)
        {
            guess[i] = next * mean[i];
            for (int j = 0; j <= i; j++, at++)
            {
                guess[at] = next * logarithm[(i * d) + j];
            }
        }

        return guess;
    }

    /// <summary>The velocity that reaches the target of a part of the way; null where Newton's method fails.</summary>
    private double[]? Solve(double[] velocity, double part)
    {
        double[] target = Array.ConvertAll(mean, m => part * m);
        CholeskyFactor factor = CholeskyFactor.Of(Power(v => Math.Pow(v, part)), d, "the covariance");
        double[] residual = Residual(velocity, target, factor);
        double size = DoubleKernels.LargestMagnitude(residual);
        for (int iteration = 0; iteration < MaxNewtonSteps && size > Tolerance; iteration++)
        {
            if (Move(velocity, residual, target, factor) is not { } move)
            {
                return null;
            }

            double length = 1;
            while (true)
            {
                double[] trial = [.. velocity.Zip(move, (v, m) => v - (length * m))];
                double[] trialResidual = Residual(trial, target, factor);
                double trialSize = DoubleKernels.LargestMagnitude(trialResidual);
                if (trialSize < size)
                {
                    (velocity, residual, size) = (trial, trialResidual, trialSize);
                    break;
                }

                length /= 2;
                if (length < 1e-3)
                {
                    // Rounding ends the descent a little above the tolerance where the distance is large.
                    return size < 1e3 * Tolerance ? velocity : null;
                }
            }
        }

        return size <= 1e3 * Tolerance ? velocity : null;
    }

    /// <summary>The inverse of the residual's Jacobian, by central differences, times the residual; null where it has none.</summary>
    private double[]? Move(double[] velocity, double[] residual, double[] target, CholeskyFactor factor)
    {
        double[] jacobian = new double[unknowns * unknowns];
        double[] moved = [.. velocity];
        for (int j = 0; j < unknowns; j++)
        {
            double h = 1e-5 * (1 + Math.Abs(velocity[j]));
            moved[j] = velocity[j] + h;
            double[] ahead = Residual(moved, target, factor);
            moved[j] = velocity[j] - h;
            double[] behind = Residual(moved, target, factor);
            moved[j] = velocity[j];
            for (int i = 0; i < unknowns; i++)
            {
                jacobian[(i * unknowns) + j] = (ahead[i] - behind[i]) / (2 * h);
            }
        }

        double[] move = [.. residual];
        return LinearSystem.TrySolve(jacobian, move) ? move : null;
    }

    /// <summary>Where the geodesic ends against the target, in coordinates in which the target is standard: mean, then covariance less I.</summary>
    private double[] Residual(double[] velocity, double[] target, CholeskyFactor factor)
    {
        (double[] precision, double[] pulled) = End(velocity);
        double[] residual = new double[unknowns];
        // In the target's coordinates: P = R Σ⁻¹ Rᵀ, and P⁻¹ − I is replaced by P − I, which vanishes with it.
        ReadOnlySpan<double> upper = factor.Upper;
        double[] whitened = new double[d];
        int at = d;
        for (int i = 0; i < d; i++)
        {
            for (int k = 0; k < d; k++)
            {
                whitened[k] = DoubleKernels.Dot(precision.AsSpan(k * d, d), upper.Slice(i * d, d));
            }

            // R (Σ⁻¹ μ − Σ⁻¹ μ*) vanishes where the means agree.
            residual[i] = DoubleKernels.Dot(upper.Slice(i * d, d), pulled) - DoubleKernels.Dot(whitened, target);
            for (int j = 0; j <= i; j++, at++)
            {
                residual[at] = DoubleKernels.Dot(upper.Slice(j * d, d), whitened) - (i == j ? 1 : 0);
            }
        }

        return residual;
    }

    /// <summary>Σ⁻¹ and Σ⁻¹ μ at time 1: blocks of exp A.</summary>
    private (double[] Precision, double[] Pulled) End(double[] velocity)
    {
        int n = (2 * d) + 1;
        double[] a = new double[n * n];
        int at = d;
        for (int i = 0; i < d; i++)
        {
            int below = d + 1 + i;
            a[(i * n) + d] = velocity[i];
            a[(d * n) + i] = velocity[i];
            a[(below * n) + d] = -velocity[i];
            a[(d * n) + below] = -velocity[i];
            for (int j = 0; j <= i; j++, at++)
            {
                a[(i * n) + j] = -velocity[at];
                a[(j * n) + i] = -velocity[at];
                a[(below * n) + d + 1 + j] = velocity[at];
                a[((d + 1 + j) * n) + below] = velocity[at];
            }
        }

        double[] vectors = SymmetricEigen.Decompose(a, n);
        double[] precision = new double[d * d];
        double[] pulled = new double[d];
        for (int k = 0; k < n; k++)
        {
            ReadOnlySpan<double> vector = vectors.AsSpan(k * n, n);
            double value = Math.Exp(a[(k * n) + k]);
            for (int i = 0; i < d; i++)
            {
                DoubleKernels.AddScaled(value * vector[i], vector[..d], precision.AsSpan(i * d, d));
                pulled[i] += value * vector[i] * vector[d];
            }
        }

        return (precision, pulled);
    }

    /// <summary>A function of the target's covariance, through its eigenvalues.</summary>
    private double[] Power(Func<double, double> function)
    {
        double[] result = new double[d * d];
        for (int k = 0; k < d; k++)
        {
            ReadOnlySpan<double> axis = axes.AsSpan(k * d, d);
            double value = function(eigenvalues[(k * d) + k]);
            for (int i = 0; i < d; i++)
            {
                DoubleKernels.AddScaled(value * axis[i], axis, result.AsSpan(i * d, d));
            }
        }

        return result;
    }
}
