using System.Numerics.Tensors;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>L-BFGS (Nocedal and Wright, algorithms 7.4 and 7.5) whose first guess of the inverse Hessian is the metric's own stiffness,
/// renewed every step; strong Wolfe line search.</summary>
internal sealed class LbfgsSolver
{
    private const int Memory = 12;

    private readonly CurveEnergy energy;
    private readonly StiffnessPreconditioner preconditioner;
    private readonly double[] gradient;
    private readonly double[] direction;
    private readonly double[] trial;
    private readonly double[] trialGradient;
    private readonly double[][] moves;
    private readonly double[][] changes;
    private readonly double[] curvatures = new double[Memory];
    private readonly double[] weights = new double[Memory];

    public LbfgsSolver(CurveEnergy energy)
    {
        this.energy = energy;
        int length = energy.InnerLength;
        preconditioner = new StiffnessPreconditioner(energy.Segments, energy.Dimension);
        gradient = new double[length];
        direction = new double[length];
        trialGradient = new double[length];
        trial = new double[length + (2 * energy.Dimension)];
        moves = new double[Memory][];
        changes = new double[Memory][];
        for (int i = 0; i < Memory; i++)
        {
            moves[i] = new double[length];
            changes[i] = new double[length];
        }
    }

    /// <inheritdoc cref="NewtonSolver.Minimize"/>
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

        curve.CopyTo(trial);
        int stored = 0;
        int newest = -1;
        int iteration = 0;
        for (; iteration < maxIterations && norm > tolerance; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            preconditioner.Prepare(energy.Form, energy.Midpoints);
            Direct(stored, newest);
            double slope = -TensorPrimitives.Dot<double>(gradient, direction);
            if (!(slope < 0))
            {
                stored = 0;
                gradient.AsSpan().CopyTo(direction);
                preconditioner.Solve(direction);
                slope = -TensorPrimitives.Dot<double>(gradient, direction);
                if (!(slope < 0))
                {
                    return new Descent(value, norm, iteration, DescentEnding.Stalled);
                }
            }

            WolfeSearch search = new(energy, curve, direction, trial, trialGradient);
            double length = search.Find(value, slope, out double trialValue);
            if (length == 0)
            {
                if (stored == 0)
                {
                    return new Descent(value, norm, iteration, DescentEnding.Stalled);
                }

                // The memory may be what points nowhere: once more without it.
                stored = 0;
                energy.Gradient(curve, gradient);
                continue;
            }

            int next = (newest + 1) % Memory;
            TensorPrimitives.Subtract(trial.AsSpan(d, gradient.Length), curve.Slice(d, gradient.Length), moves[next]);
            TensorPrimitives.Subtract(trialGradient, gradient, changes[next]);
            // Written over the oldest pair, if the memory was full.
            stored = Math.Min(stored, Memory - 1);
            double product = TensorPrimitives.Dot<double>(moves[next], changes[next]);
            if (product > 1e-12 * Math.Abs(length * slope))
            {
                curvatures[next] = product;
                newest = next;
                stored++;
            }

            trial.AsSpan().CopyTo(curve);
            trialGradient.AsSpan().CopyTo(gradient);
            value = trialValue;
            norm = DoubleKernels.LargestMagnitude(gradient);
            observer?.Invoke(value, norm, curve);
        }

        return new Descent(value, norm, iteration, norm <= tolerance ? DescentEnding.Converged : DescentEnding.IterationLimit);
    }

    /// <summary>The two loops: direction = H g, to be subtracted.</summary>
    private void Direct(int stored, int newest)
    {
        gradient.AsSpan().CopyTo(direction);
        for (int back = 0; back < stored; back++)
        {
            int i = (newest - back + Memory) % Memory;
            weights[i] = TensorPrimitives.Dot<double>(moves[i], direction) / curvatures[i];
            TensorPrimitives.MultiplyAdd(changes[i], -weights[i], direction, direction);
        }

        preconditioner.Solve(direction);
        for (int back = stored - 1; back >= 0; back--)
        {
            int i = (newest - back + Memory) % Memory;
            double weight = weights[i] - (TensorPrimitives.Dot<double>(changes[i], direction) / curvatures[i]);
            TensorPrimitives.MultiplyAdd(moves[i], weight, direction, direction);
        }
    }
}
