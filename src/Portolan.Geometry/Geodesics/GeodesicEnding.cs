namespace Portolan.Geometry;

/// <summary>Why the search for a geodesic ended.</summary>
public enum GeodesicEnding
{
    /// <summary>The gradient is within the tolerance, and the energy has settled where that was asked for.</summary>
    Converged,

    /// <summary>The iterations allowed were used up.</summary>
    IterationLimit,

    /// <summary>No step lowers the energy any more, though the gradient is above the tolerance.</summary>
    Stalled,

    /// <summary>The curve is a minimum, but its energy still changes with refinement at the number of points allowed.</summary>
    NotSettled,

    /// <summary>The metric is not finite on any of the curves the search may start from; the curve is the straight line.</summary>
    NotFinite,
}
