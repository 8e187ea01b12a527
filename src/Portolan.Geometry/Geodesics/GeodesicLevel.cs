namespace Portolan.Geometry;

/// <summary>The minimum found at one number of points.</summary>
/// <param name="Points">Points of the curve.</param>
/// <param name="Energy">Its discrete energy.</param>
/// <param name="Length">Its discrete length.</param>
/// <param name="GradientNorm">max |∂E/∂x| there.</param>
public readonly record struct GeodesicLevel(int Points, double Energy, double Length, double GradientNorm);
