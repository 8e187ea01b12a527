namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>How a line is drawn; ends and corners are round.</summary>
/// <param name="Paint">Colour.</param>
/// <param name="Width">In CSS pixels.</param>
/// <param name="Dash">Length of a dash and of the gap after it; null for a solid line.</param>
internal sealed record Stroke(Paint Paint, double Width, (double On, double Off)? Dash = null);
