namespace Portolan.Geometry.Solvers;

/// <summary>How one minimiser ended.</summary>
/// <param name="Energy">The energy of the curve it left.</param>
/// <param name="GradientNorm">max |∂E/∂x| there.</param>
/// <param name="Iterations">Its steps.</param>
/// <param name="Ending">Why it stopped.</param>
internal readonly record struct Descent(double Energy, double GradientNorm, int Iterations, DescentEnding Ending);

internal enum DescentEnding
{
    /// <summary>The gradient is within the tolerance.</summary>
    Converged,

    /// <summary>The iterations allowed are used up.</summary>
    IterationLimit,

    /// <summary>No step lowers the energy any more, though the gradient is above the tolerance.</summary>
    Stalled,

    /// <summary>The energy or its gradient is not finite on the first curve.</summary>
    NotFinite,
}
