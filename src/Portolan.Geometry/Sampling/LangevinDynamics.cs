using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Sampling;

/// <summary>The steps of Langevin dynamics with diffusion D = I + s sᵀ/λ; λ = ∞ is plain.</summary>
internal sealed class LangevinDynamics(ScoreField field, double damping)
{
    public ScoreField Field { get; } = field;

    private bool IsPlain => double.IsPositiveInfinity(damping);

    /// <summary>Scores, drifts and, where asked, log densities at the state's points.</summary>
    public void Evaluate(LangevinState state, bool withLogDensity)
    {
        Field.Score(state.Points, state.Scores);
        if (withLogDensity)
        {
            Field.LogDensity(state.Points, state.LogDensities);
        }

        if (IsPlain)
        {
            state.Scores.CopyTo(state.Drifts, 0);
            return;
        }

        int d = Field.Dimension;
        int chains = state.LogDensities.Length;
        using var traces = new Rented(chains);
        Traces(state.Points, traces.Span);
        // ∇·(s sᵀ) = J s + s tr J
        Field.JacobianProduct(state.Points, state.Scores, state.Drifts);
        for (int chain = 0; chain < chains; chain++)
        {
            ReadOnlySpan<double> score = state.Scores.AsSpan(chain * d, d);
            Span<double> drift = state.Drifts.AsSpan(chain * d, d);
            double along = 1 + ((DoubleKernels.Dot(score, score) + traces.Span[chain]) / damping);
            DoubleKernels.Combine(1 / damping, drift, along, score, drift);
        }
    }

    /// <summary>One chain's next point.</summary>
    public void Propose(LangevinState current, LangevinState proposed, int chain, double h, SeededRandom random)
    {
        int d = Field.Dimension;
        Span<double> next = proposed.Points.AsSpan(chain * d, d);
        ReadOnlySpan<double> score = current.Scores.AsSpan(chain * d, d);
        random.Normals(next);
        if (!IsPlain)
        {
            double beta = 1 / (damping * (1 + Math.Sqrt(1 + (DoubleKernels.Dot(score, score) / damping))));
            DoubleKernels.AddScaled(beta * DoubleKernels.Dot(score, next), score, next);
        }

        DoubleKernels.Combine(1, current.Points.AsSpan(chain * d, d), Math.Sqrt(h), next, next);
        DoubleKernels.AddScaled(0.5 * h, current.Drifts.AsSpan(chain * d, d), next);
    }

    /// <summary>log of p(y) q(x | y) / (p(x) q(y | x)).</summary>
    public double LogRatio(LangevinState from, LangevinState to, int chain, double h) =>
        to.LogDensities[chain] - from.LogDensities[chain] + LogProposal(to, from, chain, h) - LogProposal(from, to, chain, h);

    /// <summary>log q(to | from) without what both directions share: −|to − mean|²_g / 2h + ½ log det g.</summary>
    private double LogProposal(LangevinState from, LangevinState to, int chain, double h)
    {
        int d = Field.Dimension;
        using var buffer = new Rented(d);
        Span<double> difference = buffer.Span;
        DoubleKernels.Combine(1, to.Points.AsSpan(chain * d, d), -1, from.Points.AsSpan(chain * d, d), difference);
        DoubleKernels.AddScaled(-0.5 * h, from.Drifts.AsSpan(chain * d, d), difference);
        double square = DoubleKernels.Dot(difference, difference);
        double logDeterminant = 0;
        if (!IsPlain)
        {
            ReadOnlySpan<double> score = from.Scores.AsSpan(chain * d, d);
            double size = DoubleKernels.Dot(score, score);
            double along = DoubleKernels.Dot(score, difference);
            square -= along * along / (damping + size);
            logDeterminant = -Math.Log(1 + (size / damping));
        }

        return (0.5 * logDeterminant) - (square / (2 * h));
    }

    /// <summary>tr J at each point, from d products along the axes.</summary>
    private void Traces(ReadOnlySpan<double> points, Span<double> traces)
    {
        int d = Field.Dimension;
        using var buffer = new Rented(2 * points.Length);
        Span<double> axes = buffer.Span[..points.Length];
        Span<double> products = buffer.Span[points.Length..];
        traces.Clear();
        for (int i = 0; i < d; i++)
        {
            axes.Clear();
            for (int at = i; at < points.Length; at += d)
            {
                axes[at] = 1;
            }

            Field.JacobianProduct(points, axes, products);
            for (int row = 0; row < traces.Length; row++)
            {
                traces[row] += products[(row * d) + i];
            }
        }
    }
}
