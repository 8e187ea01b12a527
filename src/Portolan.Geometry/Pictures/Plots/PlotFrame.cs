using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Raster;

namespace Portolan.Geometry.Pictures.Plots;

/// <summary>The chart around the data: title, legend, axes with ticks, the same scale in both directions.</summary>
/// <remarks>Order of use: construct, draw what lies behind, <see cref="DrawGrid"/>, draw the data, <see cref="DrawFrame"/>.</remarks>
internal sealed class PlotFrame
{
    private const double TitleSize = 17;
    private const double LabelSize = 12.5;
    private const double TickSize = 11.5;
    private const double LeftMargin = 54;
    private const double RightMargin = 20;
    private const double BarMargin = 96;
    private const double BottomMargin = 46;
    private const double RowHeight = 20;

    // The tallest picture is a screen high; a region taller than that is drawn narrower.
    private const double MaxPlotHeight = 640;

    private readonly IReadOnlyList<string> titleLines;
    private readonly List<List<LegendEntry>> legendRows = [];
    private readonly int ticksAcross, ticksUp;

    /// <param name="region">What the plot shows.</param>
    /// <param name="width">Width of the whole picture.</param>
    /// <param name="title">The headline.</param>
    /// <param name="notes">Lines of smaller text below it.</param>
    /// <param name="legend">What the marks mean; broken into rows.</param>
    /// <param name="bar">Whether there is room for a colour bar to the right.</param>
    /// <param name="below">Height that is kept free at the bottom.</param>
    public PlotFrame(PlotRegion region, double width, string title, IReadOnlyList<string> notes, IReadOnlyList<LegendEntry> legend, bool bar = false, double below = 0)
    {
        Region = region;
        Title = title;
        double room = width - LeftMargin - RightMargin;
        titleLines = [.. notes.SelectMany(note => Wrapped(note, width - LeftMargin - RightMargin))];
        BreakIntoRows(legend, room);
        double top = 34 + (titleLines.Count * RowHeight) + (legendRows.Count * RowHeight) + 8;
        double plotWidth = width - LeftMargin - (bar ? BarMargin : RightMargin);
        PixelsPerUnit = Math.Min(plotWidth / region.Width, MaxPlotHeight / region.Height);
        double plotHeight = PixelsPerUnit * region.Height;
        double left = LeftMargin + ((plotWidth - (PixelsPerUnit * region.Width)) / 2);
        Scene = new Scene(width, Math.Round(top + plotHeight + BottomMargin + below))
        {
            Plot = new Box(left, top, PixelsPerUnit * region.Width, plotHeight),
        };
        ticksAcross = Math.Max(2, (int)(Scene.Plot.Width / 68));
        ticksUp = Math.Max(2, (int)(Scene.Plot.Height / 56));
        Scene.Rectangle(new Box(0, 0, Scene.Width, Scene.Height), Role.Paper);
        Scene.Rectangle(Scene.Plot, Role.Ground);
    }

    public Scene Scene { get; }

    public PlotRegion Region { get; }

    public string Title { get; }

    public double PixelsPerUnit { get; }

    /// <summary>Where a place of the data is drawn.</summary>
    public Point At(double x, double y) =>
        new(Scene.Plot.Left + ((x - Region.Left) * PixelsPerUnit), Scene.Plot.Bottom - ((y - Region.Bottom) * PixelsPerUnit));

    /// <inheritdoc cref="At(double, double)"/>
    public Point At(Point data) => At(data.X, data.Y);

    /// <summary>Lines in coordinates of the data, as drawn.</summary>
    public List<Line> At(IEnumerable<Line> lines) => [.. lines.Select(line => line with { Points = [.. line.Points.Select(At)] })];

    /// <summary>Points of a curve, (n, 2) row-major, as drawn.</summary>
    public Point[] At(ReadOnlySpan<double> points)
    {
        var drawn = new Point[points.Length / 2];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = At(points[2 * i], points[(2 * i) + 1]);
        }

        return drawn;
    }

    /// <summary>Faint lines at the ticks.</summary>
    public void DrawGrid(bool onRelief = false)
    {
        var stroke = new Stroke(onRelief ? new Paint(Role.OnRelief, 0.14) : new Paint(Role.Soft, 0.16), 1);
        foreach (double x in Ticks.Between(Region.Left, Region.Right, ticksAcross))
        {
            Scene.Polyline([At(x, Region.Bottom), At(x, Region.Top)], stroke);
        }

        foreach (double y in Ticks.Between(Region.Bottom, Region.Top, ticksUp))
        {
            Scene.Polyline([At(Region.Left, y), At(Region.Right, y)], stroke);
        }
    }

    /// <summary>Edge, ticks, title and legend, over the data.</summary>
    public void DrawFrame()
    {
        Box plot = Scene.Plot;
        Scene.Rectangle(plot, null, new Stroke(Role.Soft, 1));
        foreach (double x in Ticks.Between(Region.Left, Region.Right, ticksAcross))
        {
            Point at = At(x, Region.Bottom);
            Scene.Polyline([at, at + new Point(0, 5)], new Stroke(Role.Soft, 1), clipped: false);
            Scene.Text(at + new Point(0, 19), Ticks.Label(x, Region.Width, ticksAcross), TickSize, Role.Soft, TextAnchor.Middle);
        }

        foreach (double y in Ticks.Between(Region.Bottom, Region.Top, ticksUp))
        {
            Point at = At(Region.Left, y);
            Scene.Polyline([at, at - new Point(5, 0)], new Stroke(Role.Soft, 1), clipped: false);
            Scene.Text(at + new Point(-9, TickSize * 0.35), Ticks.Label(y, Region.Height, ticksUp), TickSize, Role.Soft, TextAnchor.End);
        }

        Scene.Text(new Point(plot.Left + (plot.Width / 2), plot.Bottom + 37), "x", LabelSize, Role.Ink, TextAnchor.Middle);
        Scene.Text(new Point(plot.Left - 40, plot.Top + (plot.Height / 2)), "y", LabelSize, Role.Ink, TextAnchor.Middle);
        DrawHead();
    }

    /// <summary>A bar of the ramp's colours with the values they stand for, right of the plot.</summary>
    /// <param name="levels">Values at the borders of the bands, from least to greatest.</param>
    /// <param name="paints">One colour for each band between two levels.</param>
    /// <param name="label">What the values are.</param>
    public void DrawBar(IReadOnlyList<double> levels, IReadOnlyList<Paint> paints, string label)
    {
        Box plot = Scene.Plot;
        double height = Math.Min(plot.Height, 420);
        var bar = new Box(plot.Right + 22, plot.Top + ((plot.Height - height) / 2), 15, height);
        double least = levels[0], range = levels[^1] - least;
        for (int i = 0; i < paints.Count; i++)
        {
            double below = bar.Bottom - ((levels[i] - least) / range * height), above = bar.Bottom - ((levels[i + 1] - least) / range * height);
            Scene.Rectangle(new Box(bar.Left, above, bar.Width, below - above), paints[i]);
        }

        Scene.Rectangle(bar, null, new Stroke(Role.Soft, 1));
        int most = (int)(height / 40);
        foreach (double value in Ticks.Between(least, levels[^1], most))
        {
            double y = bar.Bottom - ((value - least) / range * height);
            Scene.Polyline([new Point(bar.Right, y), new Point(bar.Right + 4, y)], new Stroke(Role.Soft, 1), clipped: false);
            Scene.Text(new Point(bar.Right + 8, y + (TickSize * 0.35)), Ticks.Label(value, range, most), TickSize, Role.Soft);
        }

        Scene.Text(new Point(bar.Left - 5, bar.Top + (height / 2)), label, TickSize, Role.Ink, TextAnchor.Middle, upwards: true);
    }

    private void DrawHead()
    {
        double left = LeftMargin;
        Scene.Text(new Point(left, 27), Title, TitleSize, Role.Ink, bold: true);
        double y = 27;
        foreach (string line in titleLines)
        {
            y += RowHeight;
            Scene.Text(new Point(left, y), line, LabelSize, Role.Soft);
        }

        foreach (List<LegendEntry> row in legendRows)
        {
            y += RowHeight;
            double x = left;
            foreach (LegendEntry entry in row)
            {
                DrawMark(entry, new Point(x + 13, y - (LabelSize * 0.35)));
                Scene.Text(new Point(x + 32, y), entry.Label, LabelSize, Role.Ink);
                x += WidthOf(entry);
            }
        }
    }

    private void DrawMark(LegendEntry entry, Point centre)
    {
        var half = new Point(12, 0);
        switch (entry.Mark)
        {
            case LegendMark.Line:
                Scene.Polyline([centre - half, centre + half], entry.Stroke!, clipped: false);
                if (entry.Fill is { } dot)
                {
                    Scene.Dot(centre, 3, dot, clipped: false);
                }

                break;
            case LegendMark.Arrow:
                Arrow.Draw(Scene, centre - half, centre + half, entry.Stroke!, clipped: false);
                break;
            case LegendMark.Ellipse:
                Scene.Ellipse(centre, 11, 4.5, 0, entry.Fill, entry.Stroke, clipped: false);
                break;
            case LegendMark.Swatch:
                Scene.Rectangle(new Box(centre.X - 11, centre.Y - 6, 22, 12), entry.Fill, entry.Stroke);
                break;
            case LegendMark.Dot:
                Scene.Dot(centre, 4, entry.Fill!.Value, entry.Stroke, clipped: false);
                break;
        }
    }

    private void BreakIntoRows(IReadOnlyList<LegendEntry> legend, double room)
    {
        double used = double.PositiveInfinity;
        foreach (LegendEntry entry in legend)
        {
            if (used + WidthOf(entry) > room)
            {
                legendRows.Add([]);
                used = 0;
            }

            legendRows[^1].Add(entry);
            used += WidthOf(entry);
        }
    }

    private static IEnumerable<string> Wrapped(string text, double room)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && TextWidth(longer) > room)
            {
                yield return line;
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    private static double WidthOf(LegendEntry entry) => 32 + TextWidth(entry.Label) + 20;

    // Measured with the stroke font; DejaVu Sans, the widest font that browsers are likely to choose, is a fifth wider.
    private static double TextWidth(string text) => StrokeFont.Width(text) * LabelSize * 1.22;
}
