namespace Portolan.Geometry;

/// <summary>The velocity with which a geodesic leaves one point to be at another after time 1.</summary>
public sealed record LogarithmResult
{
    /// <summary>The velocity at the start, d values.</summary>
    public required IReadOnlyList<double> Velocity { get; init; }

    /// <summary>Its length √(vᵀ g v): the length of the geodesic, to the accuracy of the integration, not of a discrete curve.</summary>
    public required double Length { get; init; }

    /// <summary>The largest coordinate by which the geodesic shot with it misses the end.</summary>
    public required double Miss { get; init; }

    /// <summary>Corrections of the velocity.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether <see cref="Miss"/> is within 1e-8 (1 + |end|∞).</summary>
    public required bool IsConverged { get; init; }

    /// <summary>The discrete geodesic that the velocity was first read from, with its own certificate.</summary>
    public required GeodesicResult Geodesic { get; init; }
}
