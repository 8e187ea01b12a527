using Portolan.Geometry;

namespace Portolan.Cli.Commands;

/// <summary>The density that a geometry command is about.</summary>
/// <param name="Field">Its score.</param>
/// <param name="Note">Where it comes from, for people.</param>
internal sealed record GeometryDensity(ScoreField Field, string Note)
{
    /// <summary>The rows, when they are points of the plane that a picture can show.</summary>
    public double[] Samples => Field.Dimension == 2 ? Rows : [];

    /// <summary>The rows of data it was made from, (n, d) row-major; empty for a closed form.</summary>
    public double[] Rows { get; init; } = [];

    /// <summary>Points that enclose where most of it is, (n, 2) row-major; empty when that is not known.</summary>
    public double[] Extent { get; init; } = [];

    /// <summary>Places that geodesics may want to pass: the means of a mixture.</summary>
    public IReadOnlyList<double[]> Waypoints { get; init; } = [];
}
