namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>A drawing: shapes from back to front, without a format or a theme.</summary>
internal sealed class Scene(double width, double height)
{
    private readonly List<Shape> shapes = [];

    public double Width { get; } = width;

    public double Height { get; } = height;

    /// <summary>Where clipped shapes end.</summary>
    public Box Plot { get; set; } = new(0, 0, width, height);

    public IReadOnlyList<Shape> Shapes => shapes;

    public void Polyline(IReadOnlyList<Point> points, Stroke stroke, bool clipped = true) =>
        shapes.Add(new PathShape([new Line(points, Closed: false)], null, stroke, clipped));

    public void Polygon(IReadOnlyList<Point> points, Paint fill, bool clipped = true) =>
        shapes.Add(new PathShape([new Line(points, Closed: true)], fill, null, clipped));

    public void Path(IReadOnlyList<Line> lines, Paint? fill, Stroke? stroke, bool clipped = true)
    {
        if (lines.Count > 0)
        {
            shapes.Add(new PathShape(lines, fill, stroke, clipped));
        }
    }

    public void Rectangle(Box box, Paint? fill, Stroke? stroke = null) => shapes.Add(new PathShape(
        [new Line([new(box.Left, box.Top), new(box.Right, box.Top), new(box.Right, box.Bottom), new(box.Left, box.Bottom)], Closed: true)],
        fill, stroke, Clipped: false));

    public void Ellipse(Point centre, double radiusX, double radiusY, double angle, Paint? fill, Stroke? stroke, bool clipped = true) =>
        shapes.Add(new EllipseShape(centre, radiusX, radiusY, angle, fill, stroke, clipped));

    public void Dot(Point centre, double radius, Paint fill, Stroke? stroke = null, bool clipped = true) =>
        Ellipse(centre, radius, radius, 0, fill, stroke, clipped);

    public void Text(Point position, string text, double size, Paint paint, TextAnchor anchor = TextAnchor.Start, bool bold = false, bool upwards = false) =>
        shapes.Add(new TextShape(position, text, size, paint, anchor, bold, upwards));
}
