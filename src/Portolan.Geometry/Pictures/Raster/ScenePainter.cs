using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Raster;

/// <summary>Draws scenes on a canvas.</summary>
internal sealed class ScenePainter
{
    private readonly Canvas canvas;
    private readonly PolygonFiller filler;
    private readonly double scale;
    private readonly bool dark;

    /// <param name="canvas">Where to draw; what is there stays visible behind.</param>
    /// <param name="scale">Pixels for each CSS pixel.</param>
    /// <param name="dark">The theme.</param>
    public ScenePainter(Canvas canvas, double scale, bool dark)
    {
        this.canvas = canvas;
        this.scale = scale;
        this.dark = dark;
        filler = new PolygonFiller(canvas);
    }

    /// <summary>A canvas of a scene's size with the scene on it.</summary>
    public static Canvas Paint(Scene scene, double scale, bool dark)
    {
        var canvas = new Canvas((int)Math.Round(scene.Width * scale), (int)Math.Round(scene.Height * scale));
        canvas.Clear(new Paint(Role.Paper).Of(dark));
        new ScenePainter(canvas, scale, dark).Draw(scene);
        return canvas;
    }

    public void Draw(Scene scene)
    {
        Box plot = scene.Plot;
        var clip = new Box(plot.Left * scale, plot.Top * scale, plot.Width * scale, plot.Height * scale);
        var all = new Box(0, 0, canvas.Width, canvas.Height);
        foreach (Shape shape in scene.Shapes)
        {
            Box within = shape.Clipped ? clip : all;
            switch (shape)
            {
                case PathShape path:
                    DrawPath(path.Lines.Select(line => line with { Points = [.. line.Points.Select(Scaled)] }), path.Fill, path.Stroke, within);
                    break;
                case EllipseShape ellipse:
                    DrawPath([new Line(Outline(ellipse), Closed: true)], ellipse.Fill, ellipse.Stroke, within);
                    break;
                case TextShape text:
                    DrawText(text, within);
                    break;
            }
        }
    }

    private void DrawPath(IEnumerable<Line> lines, Paint? fill, Stroke? stroke, Box clip)
    {
        Line[] runs = [.. lines];
        if (fill is { } inside)
        {
            foreach (Line run in runs)
            {
                filler.Add([.. run.Points]);
            }

            filler.Fill(inside.Of(dark), inside.Alpha, evenOdd: true, clip);
        }

        if (stroke is not null)
        {
            (double On, double Off)? dash = stroke.Dash is { } pattern ? (pattern.On * scale, pattern.Off * scale) : null;
            foreach (Line run in runs.Where(run => run.Points.Count > 0))
            {
                Stroker.Add(filler, run.Points, run.Closed, stroke.Width * scale, dash);
            }

            filler.Fill(stroke.Paint.Of(dark), stroke.Paint.Alpha, evenOdd: false, clip);
        }
    }

    private void DrawText(TextShape text, Box clip)
    {
        double size = text.Size * scale;
        double shift = text.Anchor switch
        {
            TextAnchor.Middle => -StrokeFont.Width(text.Text) * size / 2,
            TextAnchor.End => -StrokeFont.Width(text.Text) * size,
            _ => 0,
        };
        Point origin = Scaled(text.Position);
        double pen = size * (text.Bold ? StrokeFont.BoldPen : StrokeFont.Pen);
        foreach (IReadOnlyList<Point> line in StrokeFont.Lines(text.Text))
        {
            Point[] placed = [.. line.Select(point => new Point((point.X * size) + shift, point.Y * size)).Select(point => text.Upwards
                ? new Point(origin.X + point.Y, origin.Y - point.X)
                : origin + point)];
            Stroker.Add(filler, placed, closed: false, pen, null);
        }

        filler.Fill(text.Paint.Of(dark), text.Paint.Alpha, evenOdd: false, clip);
    }

    private Point[] Outline(EllipseShape ellipse)
    {
        double large = Math.Max(ellipse.RadiusX, ellipse.RadiusY) * scale;
        (double sin, double cos) = Math.SinCos(ellipse.Angle);
        Point[] circle = Stroker.Disc(new Point(0, 0), large);
        double x = ellipse.RadiusX * scale / large, y = ellipse.RadiusY * scale / large;
        Point centre = Scaled(ellipse.Centre);
        return large > 0
            ? [.. circle.Select(p => new Point(centre.X + (p.X * x * cos) - (p.Y * y * sin), centre.Y + (p.X * x * sin) + (p.Y * y * cos)))]
            : [];
    }

    private Point Scaled(Point point) => point * scale;
}
