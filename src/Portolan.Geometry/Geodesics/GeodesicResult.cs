namespace Portolan.Geometry;

/// <summary>A geodesic, with the evidence that it is one.</summary>
/// <remarks>Trust a curve that <see cref="IsConverged"/> and has no <see cref="Warnings"/>. A curve with warnings is a minimum of the
/// discrete energy, but says little about the smooth one: use more points, or <see cref="GeodesicOptions.RefinementTolerance"/>.</remarks>
public sealed record GeodesicResult
{
    /// <summary>The curve of least energy that was found.</summary>
    public required Curve Curve { get; init; }

    /// <summary>Its discrete energy E = ½ N Σ dᵢᵀ g(mᵢ) dᵢ.</summary>
    public required double Energy { get; init; }

    /// <summary>Its discrete length.</summary>
    public required double Length { get; init; }

    /// <summary>max |∂E/∂x| over its inner points.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Why the search ended.</summary>
    public required GeodesicEnding Ending { get; init; }

    /// <summary>Whether the search ended as asked.</summary>
    public bool IsConverged => Ending == GeodesicEnding.Converged;

    /// <summary>E / (½ L²) − 1: 0 at constant speed, which geodesics have but for the error of the discretisation.</summary>
    public required double Unevenness { get; init; }

    /// <summary>The levels of refinement, coarse to fine; the last one is one finer than the curve where only the change was asked for.</summary>
    public required IReadOnlyList<GeodesicLevel> Levels { get; init; }

    /// <summary>|ΔE| / E between the last two levels; NaN with one level.</summary>
    public required double RefinementChange { get; init; }

    /// <summary>The energy without end of refinement, from the last two levels by Richardson's rule for errors ~ 1/N²; the energy itself
    /// with one level.</summary>
    public required double ExtrapolatedEnergy { get; init; }

    /// <summary>The energies of the distinct minima found from the starting curves, least first, all at the first level's points.</summary>
    public required IReadOnlyList<double> Minima { get; init; }

    /// <summary>Steps of all searches together.</summary>
    public required int Iterations { get; init; }

    /// <summary>Evaluations of the energy, with or without its gradient, in all searches together.</summary>
    public required int Evaluations { get; init; }

    /// <summary>What makes the curve less trustworthy than its convergence says; empty when nothing does.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
