namespace Portolan.Geometry.Solvers;

/// <summary>The minimisers of one number of segments, with their memory: one thread, many curves.</summary>
internal sealed class CurveMinimizer
{
    /// <summary>Up to here a Newton step by blocks, n d³, costs less than the many gradients it saves.</summary>
    private const int BlockDimension = 24;

    /// <summary>Steps of L-BFGS after which Newton's method takes over.</summary>
    private const int NearSteps = 20;

    private readonly GeodesicOptions options;
    private readonly bool isBlockwise;
    private NewtonSolver? newton;
    private NewtonCgSolver? newtonCg;
    private LbfgsSolver? lbfgs;
    private AdamSolver? adam;

    public CurveMinimizer(MetricForm form, int segments, GeodesicOptions options)
    {
        this.options = options;
        Energy = new CurveEnergy(form, segments);
        isBlockwise = options.Method == GeodesicMethod.Newton
            || (options.Method == GeodesicMethod.Automatic && form.Dimension <= BlockDimension);
    }

    public CurveEnergy Energy { get; }

    /// <summary>Moves the inner points of a curve, (N + 1, d), to a minimum of the energy.</summary>
    public Descent Minimize(Span<double> curve, DescentObserver? observer, CancellationToken cancellation)
    {
        double tolerance = options.GradientTolerance * (1 + Math.Abs(Energy.Value(curve)));
        if (!double.IsFinite(tolerance))
        {
            return new Descent(double.NaN, double.NaN, 0, DescentEnding.NotFinite);
        }

        if (options.Method == GeodesicMethod.Adam)
        {
            adam ??= new AdamSolver(Energy, options.LearningRate);
            return adam.Minimize(curve, tolerance, options.MaxIterations ?? 20_000, observer, cancellation);
        }

        if (isBlockwise)
        {
            newton ??= new NewtonSolver(Energy);
            return newton.Minimize(curve, tolerance, options.MaxIterations ?? 1000, observer, cancellation);
        }

        // Automatic: L-BFGS only to come near, then Newton. Measured on one family of Gaussians, of 16 to 64 dimensions: fewer evaluations than either alone.
        // L-BFGS alone stops where rounding of the energy hides its progress, at about the root of the precision; Newton needs no energies there.
        int limit = options.MaxIterations ?? 5000;
        bool isLong = options.Method == GeodesicMethod.Lbfgs;
        lbfgs ??= new LbfgsSolver(Energy);
        Descent descent = lbfgs.Minimize(
            curve, Math.Max(tolerance, 1e-6 * tolerance / options.GradientTolerance),
            isLong ? limit : Math.Min(limit, NearSteps), observer, cancellation);
        if (descent.Ending == DescentEnding.NotFinite || descent.GradientNorm <= tolerance)
        {
            return descent;
        }

        newtonCg ??= new NewtonCgSolver(Energy);
        Descent polish = newtonCg.Minimize(curve, tolerance, Math.Max(0, limit - descent.Iterations), observer, cancellation);
        return polish with { Iterations = descent.Iterations + polish.Iterations };
    }
}
