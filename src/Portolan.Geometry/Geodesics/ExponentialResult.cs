namespace Portolan.Geometry;

/// <summary>A geodesic that was shot from a point with a velocity.</summary>
public sealed record ExponentialResult
{
    /// <summary>Points of the geodesic at equal times, start and end included; up to where the integration came where it is not complete.</summary>
    public required Curve Curve { get; init; }

    /// <summary>The velocity at the end, d values.</summary>
    public required IReadOnlyList<double> EndVelocity { get; init; }

    /// <summary>The length √(vᵀ g v) of the velocity at the start, which is the geodesic's length for time 1.</summary>
    public required double Length { get; init; }

    /// <summary>The largest relative change of vᵀ g v, which is constant on a geodesic, at the points of the curve: the error that was made.</summary>
    public required double EnergyDrift { get; init; }

    /// <summary>Steps of the integration, refused ones included.</summary>
    public required int Steps { get; init; }

    /// <summary>Whether the integration reached its end. It does not where the metric stops being finite on the way.</summary>
    public required bool IsComplete { get; init; }
}
