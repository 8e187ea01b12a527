namespace Portolan.Geometry;

/// <summary>How geodesics are searched for.</summary>
public sealed record GeodesicOptions
{
    /// <summary>The number of points of the curve, both ends included.</summary>
    /// <value>60, as published. 3 or more.</value>
    public int Points { get; init; } = 60;

    /// <summary>The minimiser.</summary>
    /// <value><see cref="GeodesicMethod.Automatic"/>.</value>
    public GeodesicMethod Method { get; init; } = GeodesicMethod.Automatic;

    /// <summary>The largest |∂E/∂x| of a minimum, relative to 1 + E.</summary>
    /// <value>1e-9.</value>
    public double GradientTolerance { get; init; } = 1e-9;

    /// <summary>Steps allowed from one starting curve on one level of refinement.</summary>
    /// <value>null: 1,000 for Newton, 5,000 for L-BFGS, 20,000 for Adam.</value>
    public int? MaxIterations { get; init; }

    /// <summary>Adam's learning rate; β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
    /// <value>0.01, as published.</value>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Whether to search from several curves: straight, bent both ways, and through <see cref="Waypoints"/>.</summary>
    /// <value>true. With false, from the straight line alone.</value>
    public bool MultiStart { get; init; } = true;

    /// <summary>Points that geodesics may want to pass, such as the modes of the density: each gives one more starting curve.</summary>
    /// <value>None. Each has d coordinates.</value>
    public IReadOnlyList<double[]> Waypoints { get; init; } = [];

    /// <summary>The relative change of energy under refinement at which the curve is fine enough: points are doubled until then.</summary>
    /// <value>null: the number of points stays what it is, and the change is only reported.</value>
    public double? RefinementTolerance { get; init; }

    /// <summary>The most points that refinement may use.</summary>
    /// <value>4,000.</value>
    public int MaxPoints { get; init; } = 4000;

    /// <summary>Whether to solve once more at twice the segments, to report how much the energy changes.</summary>
    /// <value>true. False saves most of the time of a search, and a coarse curve is then reported by its own unevenness alone.</value>
    public bool CheckRefinement { get; init; } = true;

    /// <summary>Told every accepted step on the first level, the starting curves included.</summary>
    /// <value>null.</value>
    public GeodesicObserver? Observer { get; init; }
}
