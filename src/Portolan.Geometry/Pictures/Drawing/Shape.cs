namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>One thing in a drawing.</summary>
/// <param name="Clipped">Whether it ends at the edge of the plot.</param>
internal abstract record Shape(bool Clipped);

/// <summary>One or more runs of straight lines; overlapping runs leave holes when filled (even-odd).</summary>
internal sealed record PathShape(IReadOnlyList<Line> Lines, Paint? Fill, Stroke? Stroke, bool Clipped) : Shape(Clipped);

/// <summary>A run of straight lines.</summary>
internal sealed record Line(IReadOnlyList<Point> Points, bool Closed);

/// <summary>An ellipse with half axes, turned clockwise by an angle in radians.</summary>
internal sealed record EllipseShape(Point Centre, double RadiusX, double RadiusY, double Angle, Paint? Fill, Stroke? Stroke, bool Clipped) : Shape(Clipped);

/// <summary>A line of text; the position is that of its baseline.</summary>
internal sealed record TextShape(Point Position, string Text, double Size, Paint Paint, TextAnchor Anchor, bool Bold, bool Upwards) : Shape(Clipped: false);
