using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Plots;

/// <summary>What one kind of mark means.</summary>
/// <param name="Label">The meaning.</param>
/// <param name="Mark">How the mark looks.</param>
/// <param name="Stroke">Its line, or that around it.</param>
/// <param name="Fill">Its inside.</param>
internal sealed record LegendEntry(string Label, LegendMark Mark, Stroke? Stroke = null, Paint? Fill = null);

/// <summary>The shape of a mark in a legend.</summary>
internal enum LegendMark
{
    Line,
    Arrow,
    Ellipse,
    Swatch,
    Dot,
}
