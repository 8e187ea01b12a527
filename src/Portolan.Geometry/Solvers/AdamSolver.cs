using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>Adam (Kingma and Ba 2015) with a fixed learning rate, β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
internal sealed class AdamSolver
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;

    private readonly CurveEnergy energy;
    private readonly double learningRate;
    private readonly double[] gradient;
    private readonly double[] first;
    private readonly double[] second;
    private readonly double[] kept;

    public AdamSolver(CurveEnergy energy, double learningRate)
    {
        this.energy = energy;
        this.learningRate = learningRate;
        gradient = new double[energy.InnerLength];
        first = new double[energy.InnerLength];
        second = new double[energy.InnerLength];
        kept = new double[energy.InnerLength];
    }

    /// <inheritdoc cref="NewtonSolver.Minimize"/>
    public Descent Minimize(
        Span<double> curve, double tolerance, int maxIterations, DescentObserver? observer, CancellationToken cancellation)
    {
        Array.Clear(first);
        Array.Clear(second);
        double firstPower = 1;
        double secondPower = 1;
        double value = energy.Gradient(curve, gradient);
        double norm = DoubleKernels.LargestMagnitude(gradient);
        if (!double.IsFinite(value) || !double.IsFinite(norm))
        {
            return new Descent(value, norm, 0, DescentEnding.NotFinite);
        }

        int iteration = 0;
        for (; iteration < maxIterations && norm > tolerance; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            firstPower *= FirstDecay;
            secondPower *= SecondDecay;
            Span<double> inner = curve.Slice(energy.Dimension, gradient.Length);
            inner.CopyTo(kept);
            for (int k = 0; k < inner.Length; k++)
            {
                double g = gradient[k];
                first[k] = (FirstDecay * first[k]) + ((1 - FirstDecay) * g);
                second[k] = (SecondDecay * second[k]) + ((1 - SecondDecay) * g * g);
                inner[k] -= learningRate * (first[k] / (1 - firstPower)) / (Math.Sqrt(second[k] / (1 - secondPower)) + Epsilon);
            }

            double next = energy.Gradient(curve, gradient);
            double nextNorm = DoubleKernels.LargestMagnitude(gradient);
            if (!double.IsFinite(next) || !double.IsFinite(nextNorm))
            {
                // The step is fixed, so there is no shorter one to try.
                kept.CopyTo(inner);
                return new Descent(value, norm, iteration, DescentEnding.Stalled);
            }

            value = next;
            norm = nextNorm;
            observer?.Invoke(value, norm, curve);
        }

        return new Descent(value, norm, iteration, norm <= tolerance ? DescentEnding.Converged : DescentEnding.IterationLimit);
    }
}
