using System.Numerics.Tensors;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>Newton's method on the block-tridiagonal Hessian, damped by adding a multiple of the second difference (Levenberg and
/// Marquardt's way): always downhill, quadratic near a minimum, n d³ a step.</summary>
internal sealed class NewtonSolver
{
    private readonly CurveEnergy energy;
    private readonly BlockTridiagonal hessian;
    private readonly double[] gradient;
    private readonly double[] trialGradient;
    private readonly double[] step;
    private readonly double[] trial;

    public NewtonSolver(CurveEnergy energy)
    {
        this.energy = energy;
        hessian = new BlockTridiagonal(energy.Segments - 1, energy.Dimension);
        gradient = new double[energy.InnerLength];
        trialGradient = new double[energy.InnerLength];
        step = new double[energy.InnerLength];
        trial = new double[energy.InnerLength + (2 * energy.Dimension)];
    }

    /// <summary>Moves the inner points of the curve to a minimum.</summary>
    /// <param name="curve">(N + 1, d), changed in place.</param>
    /// <param name="tolerance">On max |∂E/∂x|.</param>
    /// <param name="maxIterations">Steps tried, refused ones included.</param>
    /// <param name="observer">Told every accepted curve; may be null.</param>
    /// <param name="cancellation">Looked at once a step.</param>
    public Descent Minimize(
        Span<double> curve, double tolerance, int maxIterations, DescentObserver? observer, CancellationToken cancellation)
    {
        int d = energy.Dimension;
        double value = energy.Gradient(curve, gradient);
        double norm = DoubleKernels.LargestMagnitude(gradient);
        if (!double.IsFinite(value) || !double.IsFinite(norm))
        {
            return new Descent(value, norm, 0, DescentEnding.NotFinite);
        }

        // In units of N, so that it means the same on every refinement: one is as stiff as the Euclidean metric.
        double shift = 1;
        bool isStale = true;
        int iteration = 0;
        curve.CopyTo(trial);
        for (; iteration < maxIterations && norm > tolerance; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isStale)
            {
                energy.Hessian(curve, hessian);
                isStale = false;
            }

            if (!hessian.TryFactor(shift * energy.Segments))
            {
                shift = Math.Max(4 * shift, 1e-4);
                if (shift > 1e12)
                {
                    return new Descent(value, norm, iteration, DescentEnding.Stalled);
                }

                continue;
            }

            gradient.AsSpan().CopyTo(step);
            hessian.Solve(step);
            TensorPrimitives.Subtract(curve.Slice(d, step.Length), step, trial.AsSpan(d, step.Length));
            double trialValue = energy.Gradient(trial, trialGradient);
            double trialNorm = DoubleKernels.LargestMagnitude(trialGradient);
            // (H + μ D) p = g, so the model falls by ½ g·p + ½ μ pᵀ D p; the second term is never negative.
            double predicted = (0.5 * TensorPrimitives.Dot<double>(gradient, step)) + (0.5 * shift * energy.Segments * Roughness());
            double gain = (value - trialValue) / predicted;
            bool isNoise = predicted <= 1e-13 * Math.Abs(value) && trialNorm < norm;
            if ((gain > 1e-3 || isNoise) && double.IsFinite(trialValue) && double.IsFinite(trialNorm))
            {
                trial.AsSpan().CopyTo(curve);
                trialGradient.AsSpan().CopyTo(gradient);
                value = trialValue;
                norm = trialNorm;
                isStale = true;
                observer?.Invoke(value, norm, curve);
                shift = gain > 0.75 || isNoise ? (shift < 1e-9 ? 0 : shift / 8) : gain < 0.25 ? 2 * shift : shift;
            }
            else if (predicted <= 1e-15 * Math.Abs(value))
            {
                return new Descent(value, norm, iteration, DescentEnding.Stalled);
            }
            else
            {
                shift = Math.Max(4 * shift, 1e-6);
                if (shift > 1e12)
                {
                    return new Descent(value, norm, iteration, DescentEnding.Stalled);
                }
            }
        }

        return new Descent(value, norm, iteration, norm <= tolerance ? DescentEnding.Converged : DescentEnding.IterationLimit);
    }

    private double Roughness()
    {
        int d = energy.Dimension;
        double sum = 0;
        for (int k = 0; k < step.Length + d; k++)
        {
            double before = k < d ? 0 : step[k - d];
            double after = k < step.Length ? step[k] : 0;
            sum += (after - before) * (after - before);
        }

        return sum;
    }
}

/// <summary>Told each accepted step of a minimiser: the curve is (N + 1, d), valid during the call.</summary>
internal delegate void DescentObserver(double energy, double gradientNorm, ReadOnlySpan<double> curve);
