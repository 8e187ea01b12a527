using System.Numerics.Tensors;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>Newton's method in which each step is found by conjugate gradients from products with the Hessian, preconditioned by the
/// metric (Steihaug's method, in the norm of the preconditioner): quadratic near a minimum, and never a d × d block.</summary>
internal sealed class NewtonCgSolver
{
    private const int MaxInner = 400;

    private readonly CurveEnergy energy;
    private readonly StiffnessPreconditioner preconditioner;
    private readonly double[] gradient;
    private readonly double[] trialGradient;
    private readonly double[] trial;
    private readonly double[] step;
    private readonly double[] residual;
    private readonly double[] solved;
    private readonly double[] direction;
    private readonly double[] product;

    public NewtonCgSolver(CurveEnergy energy)
    {
        this.energy = energy;
        int length = energy.InnerLength;
        preconditioner = new StiffnessPreconditioner(energy.Segments, energy.Dimension);
        gradient = new double[length];
        trialGradient = new double[length];
        trial = new double[length + (2 * energy.Dimension)];
        step = new double[length];
        residual = new double[length];
        solved = new double[length];
        direction = new double[length];
        product = new double[length];
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

        // In the preconditioner's norm a curve's own size is √(2E).
        double radius = Math.Sqrt(2 * value);
        bool isStale = true;
        int iteration = 0;
        curve.CopyTo(trial);
        for (; iteration < maxIterations && norm > tolerance; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isStale)
            {
                // The curve last evaluated is the one stepped from: the first, or the trial that was taken.
                preconditioner.Prepare(energy.Form, energy.Midpoints);
                isStale = false;
            }

            double predicted = FindStep(curve, radius, out bool isAtEdge);
            TensorPrimitives.Add(curve.Slice(d, step.Length), step, trial.AsSpan(d, step.Length));
            double trialValue = energy.Gradient(trial, trialGradient);
            double trialNorm = DoubleKernels.LargestMagnitude(trialGradient);
            double gain = (value - trialValue) / predicted;
            bool isNoise = predicted <= 1e-13 * Math.Abs(value) && trialNorm < norm;
            if ((gain > 1e-3 || isNoise) && double.IsFinite(trialValue) && double.IsFinite(trialNorm))
            {
                trial.AsSpan().CopyTo(curve);
                trialGradient.AsSpan().CopyTo(gradient);
                isStale = true;
                value = trialValue;
                norm = trialNorm;
                observer?.Invoke(value, norm, curve);
                radius *= gain < 0.25 && !isNoise ? 0.5 : gain > 0.75 && isAtEdge ? 2 : 1;
            }
            else if (predicted <= 1e-15 * Math.Abs(value) || radius < 1e-12)
            {
                return new Descent(value, norm, iteration, DescentEnding.Stalled);
            }
            else
            {
                radius = 0.25 * Math.Min(radius, StepNorm());
            }
        }

        return new Descent(value, norm, iteration, norm <= tolerance ? DescentEnding.Converged : DescentEnding.IterationLimit);
    }

    /// <summary>The step within the radius, and by how much the quadratic model falls along it.</summary>
    private double FindStep(ReadOnlySpan<double> curve, double radius, out bool isAtEdge)
    {
        step.AsSpan().Clear();
        gradient.AsSpan().CopyTo(residual);
        residual.AsSpan().CopyTo(solved);
        preconditioner.Solve(solved);
        TensorPrimitives.Negate(solved, direction);
        double square = DoubleKernels.Dot(residual, solved);
        double first = square;
        double fall = 0;
        // |step|², step·direction and |direction|² in the norm of the preconditioner follow from the recurrences.
        double stepSquare = 0;
        double mixed = 0;
        double directionSquare = square;
        // Squares: the forcing term is min(0.1, |g| / √(1 + |g|²)), quadratic at the end, cheap at the start.
        double target = first * Math.Min(0.01, first / (1 + first));
        isAtEdge = false;
        for (int inner = 0; inner < MaxInner && square > target && square > 0; inner++)
        {
            energy.HessianProduct(curve, direction, product);
            double curvature = DoubleKernels.Dot(direction, product);
            double length = square / curvature;
            double ahead = stepSquare + (2 * length * mixed) + (length * length * directionSquare);
            if (!(curvature > 0) || ahead >= radius * radius)
            {
                double root = Math.Sqrt((mixed * mixed) + (directionSquare * Math.Max(0, (radius * radius) - stepSquare)));
                length = (root - mixed) / directionSquare;
                fall += (length * square) - (0.5 * length * length * curvature);
                DoubleKernels.AddScaled(length, direction, step);
                isAtEdge = true;
                return fall;
            }

            fall += 0.5 * length * square;
            DoubleKernels.AddScaled(length, direction, step);
            DoubleKernels.AddScaled(length, product, residual);
            residual.AsSpan().CopyTo(solved);
            preconditioner.Solve(solved);
            double next = DoubleKernels.Dot(residual, solved);
            double ratio = next / square;
            stepSquare = ahead;
            mixed = ratio * (mixed + (length * directionSquare));
            directionSquare = next + (ratio * ratio * directionSquare);
            DoubleKernels.Combine(ratio, direction, -1, solved, direction);
            square = next;
        }

        return fall;
    }

    /// <summary>The step's size in units of the radius: √(Σ over segments), bounded by its Euclidean stiffness.</summary>
    private double StepNorm()
    {
        int d = energy.Dimension;
        double sum = 0;
        for (int k = 0; k < step.Length + d; k++)
        {
            double before = k < d ? 0 : step[k - d];
            double after = k < step.Length ? step[k] : 0;
            sum += (after - before) * (after - before);
        }

        return Math.Sqrt(energy.Segments * sum);
    }
}
