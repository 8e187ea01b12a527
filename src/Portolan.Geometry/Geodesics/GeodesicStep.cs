namespace Portolan.Geometry;

/// <summary>One accepted step of the search, told to <see cref="GeodesicOptions.Observer"/>.</summary>
public readonly ref struct GeodesicStep
{
    internal GeodesicStep(int start, int iteration, double energy, double gradientNorm, ReadOnlySpan<double> curve)
    {
        Start = start;
        Iteration = iteration;
        Energy = energy;
        GradientNorm = gradientNorm;
        Curve = curve;
    }

    /// <summary>Which of the starting curves is being improved, from 0; the straight line is 0.</summary>
    public int Start { get; }

    /// <summary>The step's number within that start, from 0, which is the starting curve itself.</summary>
    public int Iteration { get; }

    /// <summary>The discrete energy.</summary>
    public double Energy { get; }

    /// <summary>max |∂E/∂x| over the inner points.</summary>
    public double GradientNorm { get; }

    /// <summary>(n, d) row-major, valid during the call.</summary>
    public ReadOnlySpan<double> Curve { get; }
}
