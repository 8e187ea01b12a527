using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Geodesics;

/// <summary>The derivative of a state, for <see cref="DormandPrince"/>.</summary>
internal interface IFlow
{
    /// <summary>Numbers in the state.</summary>
    int Length { get; }

    void Derivative(double time, ReadOnlySpan<double> state, Span<double> derivative);
}

/// <summary>Integrates with the Runge–Kutta pair of Dormand and Prince (1980), order 5 with the error from order 4, local extrapolation,
/// step control after Hairer, Nørsett and Wanner (Solving ODEs I, II.4).</summary>
/// <remarks>Owns its buffers: one thread, no allocation after construction.</remarks>
internal sealed class DormandPrince
{
    private const int MaxSteps = 20_000;
    private const double Smallest = 1e-13;

    // The published coefficients: row i weighs the stages before stage i + 1; the last row is the solution of order 5.
    private static readonly double[][] Weights =
    [
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    private static readonly double[] Times = [0.2, 0.3, 0.8, 8.0 / 9, 1, 1];

    // Order 5 minus order 4.
    private static readonly double[] Errors =
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private readonly double tolerance;
    private readonly double[][] stages = new double[7][];
    private readonly double[] trial;

    public DormandPrince(int length, double tolerance)
    {
        this.tolerance = tolerance;
        trial = new double[length];
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i] = new double[length];
        }
    }

    /// <summary>Accepted and refused steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Moves the state from one time to another; false when the derivative is not finite on the way, or the steps would become
    /// smaller than time can tell apart: the state is then that of the time reached.</summary>
    public bool TryIntegrate(IFlow flow, Span<double> state, double from, double to, ref double step)
    {
        double time = from;
        flow.Derivative(time, state, stages[0]);
        if (!DoubleKernels.AllFinite(stages[0]))
        {
            return false;
        }

        for (int count = 0; count < MaxSteps; count++)
        {
            double left = to - time;
            if (left <= 0)
            {
                return true;
            }

            double size = Math.Min(step, left);
            // A last step that leaves a sliver would be followed by one of no use.
            size = left - size < 1e-10 * (to - from) ? left : size;
            double error = Try(flow, state, time, size);
            Steps++;
            if (error <= 1)
            {
                time += size;
                trial.AsSpan().CopyTo(state);
                (stages[0], stages[6]) = (stages[6], stages[0]);
                if (size == left)
                {
                    // The step that was cut to the end says nothing against a longer one.
                    step = Math.Max(step, size * Factor(error));
                    return true;
                }
            }

            step = size * Factor(error);
            if (!(step > Smallest * (to - from)))
            {
                return false;
            }
        }

        return false;
    }

    private static double Factor(double error) =>
        double.IsFinite(error) ? Math.Clamp(0.9 * Math.Pow(Math.Max(error, 1e-10), -0.2), 0.2, 5) : 0.2;

    /// <summary>The error of one step over the tolerance; not finite where the derivative is not.</summary>
    private double Try(IFlow flow, ReadOnlySpan<double> state, double time, double size)
    {
        for (int stage = 0; stage < Weights.Length; stage++)
        {
            state.CopyTo(trial);
            for (int i = 0; i <= stage; i++)
            {
                DoubleKernels.AddScaled(size * Weights[stage][i], stages[i], trial);
            }

            flow.Derivative(time + (Times[stage] * size), trial, stages[stage + 1]);
        }

        double sum = 0;
        for (int k = 0; k < state.Length; k++)
        {
            double error = 0;
            for (int i = 0; i < Errors.Length; i++)
            {
                error += Errors[i] * stages[i][k];
            }

            double scale = tolerance * (1 + Math.Max(Math.Abs(state[k]), Math.Abs(trial[k])));
            sum += size * error / scale * (size * error / scale);
        }

        return Math.Sqrt(sum / state.Length);
    }
}
