using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Geodesics;

/// <summary>Newton's method for the momentum at the start that makes a geodesic end at a point.</summary>
internal sealed class Shooting
{
    private readonly int d;
    private readonly double[] start;
    private readonly double[] end;
    private readonly GeodesicFlow flow;
    private readonly DormandPrince integrator;
    private readonly double[] state;
    private readonly double[] miss;
    private readonly double[] trialMiss;
    private readonly double[] trial;
    private readonly double[] jacobian;

    public Shooting(Metric metric, double tolerance, ReadOnlySpan<double> start, ReadOnlySpan<double> end)
    {
        d = metric.Dimension;
        this.start = start.ToArray();
        this.end = end.ToArray();
        flow = new GeodesicFlow(metric, vectorCount: 0);
        integrator = new DormandPrince(flow.Length, tolerance);
        state = new double[2 * d];
        miss = new double[d];
        trialMiss = new double[d];
        trial = new double[d];
        jacobian = new double[d * d];
    }

    /// <summary>Corrects the momentum until the miss is within the goal; returns the miss left, infinite where no geodesic got there.</summary>
    public double Correct(double[] momentum, double goal, int maxIterations, out int iterations, CancellationToken cancellation)
    {
        double size = Shoot(momentum, miss, cancellation);
        for (iterations = 0; iterations < maxIterations && !(size <= goal); iterations++)
        {
            if (!double.IsFinite(size) || !TryJacobian(momentum, cancellation) || !LinearSystem.TrySolve(jacobian, miss))
            {
                break;
            }

            // miss now holds the correction.
            bool isLower = false;
            for (double length = 1; length > 1e-4 && !isLower; length /= 2)
            {
                DoubleKernels.Combine(1, momentum, -length, miss, trial);
                double trialSize = Shoot(trial, trialMiss, cancellation);
                isLower = trialSize < size;
                if (isLower)
                {
                    trial.CopyTo(momentum, 0);
                    size = trialSize;
                }
            }

            if (!isLower)
            {
                break;
            }

            trialMiss.CopyTo(miss, 0);
        }

        return size;
    }

    private double Shoot(ReadOnlySpan<double> momentum, Span<double> result, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        start.CopyTo(state, 0);
        momentum.CopyTo(state.AsSpan(d));
        double step = 0.01;
        if (!integrator.TryIntegrate(flow, state, 0, 1, ref step))
        {
            return double.PositiveInfinity;
        }

        DoubleKernels.Combine(1, state.AsSpan(0, d), -1, end, result);
        double size = DoubleKernels.LargestMagnitude(result);
        return double.IsNaN(size) ? double.PositiveInfinity : size;
    }

    /// <summary>∂ end / ∂ momentum by central differences: (d, d), row = end coordinate.</summary>
    private bool TryJacobian(double[] momentum, CancellationToken cancellation)
    {
        double[] shifted = [.. momentum];
        double[] ahead = new double[d];
        double[] behind = new double[d];
        for (int k = 0; k < d; k++)
        {
            // Wider than for exact functions: the integration's own error is what the differences must rise above.
            double step = 1e-5 * (1 + Math.Abs(momentum[k]));
            shifted[k] = momentum[k] + step;
            double first = Shoot(shifted, ahead, cancellation);
            shifted[k] = momentum[k] - step;
            double second = Shoot(shifted, behind, cancellation);
            shifted[k] = momentum[k];
            if (!double.IsFinite(first + second))
            {
                return false;
            }

            for (int row = 0; row < d; row++)
            {
                jacobian[(row * d) + k] = (ahead[row] - behind[row]) / (2 * step);
            }
        }

        return true;
    }
}
