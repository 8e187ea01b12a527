using System.Numerics.Tensors;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>Solves N Dᵀ G D x = r, the part of the energy's Hessian in which the metric is held still: D takes points to differences, G is
/// the metric of each segment.</summary>
/// <remarks>
/// With fixed ends the differences sum to zero and are otherwise free, so δdᵢ = Gᵢ⁻¹ (fᵢ − ν) / N, fᵢ the sum of r after segment i and ν
/// chosen to keep the sum zero. Gᵢ⁻¹ = c I + f fᵀ makes that O(N d) a solve, and min(N, d)² max(N, d) to prepare. It takes from the
/// problem both its conditioning by N² and the stiffness across the score that the metric forgives, which is what makes few steps do.
/// </remarks>
internal sealed class StiffnessPreconditioner
{
    private readonly int segments;
    private readonly int d;
    private readonly double[] factors;
    private readonly double[] forces;
    private readonly double[] small;
    private readonly double[] sum;
    private readonly double[] projected;
    private readonly int order;
    private double identity;

    public StiffnessPreconditioner(int segments, int dimension)
    {
        this.segments = segments;
        d = dimension;
        order = Math.Min(segments, dimension);
        factors = new double[segments * d];
        forces = new double[segments * d];
        small = new double[order * order];
        sum = new double[d];
        projected = new double[segments];
    }

    /// <summary>Takes the metric at the midpoints of the segments, (N, d).</summary>
    public void Prepare(MetricForm form, ReadOnlySpan<double> midpoints)
    {
        identity = form.InverseFactors(midpoints, factors);
        Array.Clear(small);
        for (int i = 0; i < order; i++)
        {
            small[(i * order) + i] = segments * identity;
        }

        if (order == d)
        {
            for (int segment = 0; segment < segments; segment++)
            {
                ReadOnlySpan<double> f = factors.AsSpan(segment * d, d);
                for (int i = 0; i < d; i++)
                {
                    DoubleKernels.AddScaled(f[i], f[i..], small.AsSpan((i * d) + i, d - i));
                }
            }
        }
        else
        {
            for (int i = 0; i < order; i++)
            {
                for (int j = i; j < order; j++)
                {
                    small[(i * order) + j] += DoubleKernels.Dot(factors.AsSpan(i * d, d), factors.AsSpan(j * d, d));
                }
            }
        }

        if (!CholeskyFactor.TryFactor(small, order))
        {
            // Scores too large for doubles: the identity's part alone is still positive definite.
            Array.Clear(factors);
            Array.Clear(small);
            for (int i = 0; i < order; i++)
            {
                small[(i * order) + i] = Math.Sqrt(segments * identity);
            }
        }
    }

    /// <summary>Solves in place for the (N − 1, d) inner points.</summary>
    public void Solve(Span<double> inner)
    {
        SuffixSums(inner);
        ApplyInverses();
        sum.AsSpan().Clear();
        for (int segment = 0; segment < segments; segment++)
        {
            DoubleKernels.AddScaled(1, forces.AsSpan(segment * d, d), sum);
        }

        SolveSum();
        // What is left is Gᵢ⁻¹ fᵢ − Gᵢ⁻¹ ν, summed up to points.
        double scale = 1.0 / segments;
        for (int segment = 0; segment < segments - 1; segment++)
        {
            ReadOnlySpan<double> f = factors.AsSpan(segment * d, d);
            double along = DoubleKernels.Dot(f, sum);
            Span<double> point = inner.Slice(segment * d, d);
            ReadOnlySpan<double> force = forces.AsSpan(segment * d, d);
            for (int k = 0; k < d; k++)
            {
                double before = segment == 0 ? 0 : inner[((segment - 1) * d) + k];
                point[k] = before + (scale * (force[k] - (identity * sum[k]) - (along * f[k])));
            }
        }
    }

    private void SuffixSums(ReadOnlySpan<double> inner)
    {
        forces.AsSpan((segments - 1) * d, d).Clear();
        for (int k = inner.Length - 1; k >= 0; k--)
        {
            forces[k] = forces[k + d] + inner[k];
        }
    }

    private void ApplyInverses()
    {
        for (int segment = 0; segment < segments; segment++)
        {
            ReadOnlySpan<double> f = factors.AsSpan(segment * d, d);
            Span<double> force = forces.AsSpan(segment * d, d);
            double along = DoubleKernels.Dot(f, force);
            for (int k = 0; k < d; k++)
            {
                force[k] = (identity * force[k]) + (along * f[k]);
            }
        }
    }

    /// <summary>(N c I + Fᵀ F)⁻¹ of the sum, directly or by Woodbury's identity, whichever is the smaller system.</summary>
    private void SolveSum()
    {
        if (order == d)
        {
            CholeskyFactor.Solve(small, sum);
            return;
        }

        for (int segment = 0; segment < segments; segment++)
        {
            projected[segment] = DoubleKernels.Dot(factors.AsSpan(segment * d, d), sum);
        }

        CholeskyFactor.Solve(small, projected);
        for (int segment = 0; segment < segments; segment++)
        {
            DoubleKernels.AddScaled(-projected[segment], factors.AsSpan(segment * d, d), sum);
        }

        TensorPrimitives.Multiply(sum, 1 / (segments * identity), sum);
    }
}
