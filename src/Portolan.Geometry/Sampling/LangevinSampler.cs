using System.Globalization;
using Portolan.Geometry.Internals;
using Portolan.Geometry.Sampling;

namespace Portolan.Geometry;

/// <summary>Draws from the density of a score by Langevin dynamics, plain or along the Stein metric.</summary>
/// <remarks>
/// <para>A step of time h goes from x to x + (h/2) (D s + ∇·D) + √h D^½ z with standard normal z, whose stationary density is p for any
/// positive definite D(x) as h → 0 (Roberts and Stramer 2002; Girolami and Calderhead 2011 with the drift as corrected by Xifara and
/// others 2014). Plain Langevin has D = I.</para>
/// <para>Along the Stein metric D = g⁻¹ = I + s sᵀ/λ: where the score is large, the chain takes long steps along it. The divergence is
/// ∇·D = (J s + s tr J)/λ, tr J from d products of the Jacobian, and D^½ = I + β s sᵀ with β = (1/λ) / (1 + √(1 + |s|²/λ)). Its drift
/// grows with the cube of the score, so that unadjusted chains need steps well below 1/|s|² and may leave where a plain chain would not.</para>
/// </remarks>
public static class LangevinSampler
{
    /// <summary>Plain Langevin chains.</summary>
    /// <param name="field">The score.</param>
    /// <param name="starts">(chains, d) row-major, 1 or more.</param>
    /// <param name="options">Step, lengths and seed; null for the defaults.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <exception cref="ArgumentException">The starts are not a whole number of points, 1 or more.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside of its range.</exception>
    /// <exception cref="NotSupportedException">Adjusted chains of a field whose log density is not known.</exception>
    /// <exception cref="GeometryException">The score is not finite at a start, or an unadjusted chain left the finite numbers.</exception>
    public static LangevinSamples Sample(
        ScoreField field, ReadOnlySpan<double> starts, LangevinOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Run(new LangevinDynamics(field, double.PositiveInfinity), starts, options ?? new LangevinOptions(), cancellationToken);
    }

    /// <summary>Riemann-manifold Langevin chains along a Stein metric.</summary>
    /// <param name="metric">The metric of the score to draw from.</param>
    /// <param name="starts">(chains, d) row-major, 1 or more.</param>
    /// <param name="options">Step, lengths and seed; null for the defaults.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <exception cref="ArgumentException">The starts are not a whole number of points, 1 or more.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside of its range.</exception>
    /// <exception cref="NotSupportedException">Adjusted chains of a field whose log density is not known.</exception>
    /// <exception cref="GeometryException">The score is not finite at a start, or an unadjusted chain left the finite numbers.</exception>
    public static LangevinSamples Sample(
        SteinMetric metric, ReadOnlySpan<double> starts, LangevinOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return Run(new LangevinDynamics(metric.Field, metric.Damping), starts, options ?? new LangevinOptions(), cancellationToken);
    }

    private static LangevinSamples Run(
        LangevinDynamics dynamics, ReadOnlySpan<double> starts, LangevinOptions options, CancellationToken cancellationToken)
    {
        Check(options);
        int d = dynamics.Field.Dimension;
        int chains = Batch.Rows(d, starts);
        if (chains == 0)
        {
            throw new ArgumentException("There are no starts, expected 1 or more.", nameof(starts));
        }

        if (options.IsAdjusted && !dynamics.Field.HasLogDensity)
        {
            throw new NotSupportedException("Adjusted chains need the log density, which this field does not know.");
        }

        double h = options.StepSize;
        var random = new SeededRandom[chains];
        for (int chain = 0; chain < chains; chain++)
        {
            random[chain] = new SeededRandom(options.Seed, (ulong)chain);
        }

        var current = new LangevinState(chains, d);
        var proposed = new LangevinState(chains, d);
        starts.CopyTo(current.Points);
        dynamics.Evaluate(current, options.IsAdjusted);
        RequireFinite(current, chains, d, "at its start", "start where the density is not zero");
        double[] kept = new double[checked(chains * options.Samples * d)];
        long accepted = 0;
        long steps = options.BurnIn + ((long)options.Samples * options.Thinning);
        for (long step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int chain = 0; chain < chains; chain++)
            {
                dynamics.Propose(current, proposed, chain, h, random[chain]);
            }

            dynamics.Evaluate(proposed, options.IsAdjusted);
            if (options.IsAdjusted)
            {
                for (int chain = 0; chain < chains; chain++)
                {
                    double logRatio = dynamics.LogRatio(current, proposed, chain, h);
                    // A NaN, from a proposal where there is no density, is refused.
                    if (Math.Log(random[chain].NextDouble()) < logRatio)
                    {
                        current.Take(proposed, chain);
                        accepted++;
                    }
                }
            }
            else
            {
                (current, proposed) = (proposed, current);
                accepted += chains;
                RequireFinite(current, chains, d, $"after {step + 1} steps", "use a smaller step size, or adjusted chains");
            }

            long after = step + 1 - options.BurnIn;
            if (after > 0 && after % options.Thinning == 0)
            {
                int index = (int)((after / options.Thinning) - 1);
                for (int chain = 0; chain < chains; chain++)
                {
                    current.Points.AsSpan(chain * d, d).CopyTo(kept.AsSpan(((chain * options.Samples) + index) * d));
                }
            }
        }

        return new LangevinSamples(kept, chains, (double)accepted / (steps * chains));
    }

    private static void Check(LangevinOptions options)
    {
        if (!(options.StepSize > 0) || !double.IsFinite(options.StepSize))
        {
            throw new ArgumentOutOfRangeException(nameof(options), string.Create(
                CultureInfo.InvariantCulture, $"StepSize is {options.StepSize:R}, expected a positive finite number."));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.Samples, 1, nameof(options.Samples));
        ArgumentOutOfRangeException.ThrowIfNegative(options.BurnIn, nameof(options.BurnIn));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Thinning, 1, nameof(options.Thinning));
    }

    private static void RequireFinite(LangevinState state, int chains, int d, string when, string hint)
    {
        for (int chain = 0; chain < chains; chain++)
        {
            if (!DoubleKernels.AllFinite(state.Drifts.AsSpan(chain * d, d)))
            {
                throw new GeometryException($"chain {chain} has no finite score {when}", hint);
            }
        }
    }
}
