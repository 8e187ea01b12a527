namespace Portolan.Geometry.Pictures;

/// <summary>What a picture shows besides its subject; combine with <c>|</c>.</summary>
[Flags]
public enum PictureLayers
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>Bands and lines of equal log density, where the field knows it.</summary>
    Density = 1,

    /// <summary>Arrows of the score, |s|/√(λ + |s|²) long: the square of that is the part of a step's squared length that the metric takes away.</summary>
    Arrows = 2,

    /// <summary>Ellipses of the metric: the places equally far from their centre.</summary>
    Ellipses = 4,

    /// <summary>The samples that a field was made from, when they are given.</summary>
    Samples = 8,
}
