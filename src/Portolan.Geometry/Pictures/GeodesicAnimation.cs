using System.Globalization;
using System.Text;
using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Plots;
using Portolan.Geometry.Pictures.Raster;
using Portolan.Storage;

namespace Portolan.Geometry.Pictures;

/// <summary>A search for a geodesic in motion: the straight line bends until its energy is least, which a chart below shows.</summary>
public sealed class GeodesicAnimation
{
    private const int MaxFrames = 96;
    private const double ChartHeight = 96;
    private const double ChartRoom = 140;

    // Hundredths of a second.
    private const int FrameDelay = 7;
    private const int FirstDelay = 80;
    private const int LastDelay = 250;

    private const PictureLayers DefaultLayers = PictureLayers.Density | PictureLayers.Arrows | PictureLayers.Samples;

    private readonly PlotFrame frame;
    private readonly Box chart;
    private readonly List<GeodesicRecorder.RecordedStep> steps;
    private readonly Point[] marks;

    private GeodesicAnimation(PlotFrame frame, List<GeodesicRecorder.RecordedStep> steps)
    {
        this.frame = frame;
        this.steps = steps;
        Box plot = frame.Scene.Plot;
        chart = new Box(plot.Left, frame.Scene.Height - 34 - ChartHeight, plot.Width, ChartHeight);
        double lowest = steps.Min(step => step.Energy), highest = steps.Max(step => step.Energy), range = highest > lowest ? highest - lowest : 1;
        double end = Math.Log(1 + Math.Max(1, steps[^1].Iteration));
        marks = [.. steps.Select(step => new Point(
            chart.Left + (chart.Width * Math.Log(1 + step.Iteration) / end),
            chart.Bottom - 6 - ((chart.Height - 12) * (step.Energy - lowest) / range)))];
        DrawChart(lowest, highest);
    }

    /// <summary>How many frames it has.</summary>
    public int FrameCount => steps.Count;

    /// <summary>Draws what was recorded.</summary>
    /// <param name="metric">The metric of the search, of a field of dimension 2.</param>
    /// <param name="recorder">The steps; at least one.</param>
    /// <param name="region">What to show; null for all curves with some room around them.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">Nothing was recorded; the field has another dimension; the region or the options are not valid.</exception>
    public static GeodesicAnimation Draw(SteinMetric metric, GeodesicRecorder recorder, PlotRegion? region = null, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        List<GeodesicRecorder.RecordedStep> steps = Thinned(recorder.Steps);
        if (steps.Count == 0)
        {
            throw new ArgumentException("No step of a search was recorded.", nameof(recorder));
        }

        PlotRegion shown = region ?? PlotRegion.Around([.. steps.SelectMany(step => step.Curve)]);
        options = PlaneCheck.Throw(metric, shown, options);
        var straight = new Curve(steps[0].Curve, 2);
        var backdrop = new Backdrop(metric, shown, options.Layers ?? DefaultLayers, options);
        LegendEntry[] legend =
        [
            new LegendEntry("curve", LegendMark.Line, CurveMarks.Geodesic),
            new LegendEntry("straight", LegendMark.Line, CurveMarks.Straight),
            .. backdrop.Legend(),
        ];
        var frame = new PlotFrame(shown, options.Width, "Search for a geodesic", options.Note is { } note ? [note] : [], legend, below: ChartRoom);
        backdrop.DrawBands(frame);
        frame.DrawGrid();
        backdrop.DrawMarks(frame);
        CurveMarks.DrawStraight(frame, Curve.Straight(straight.Start, straight.End, 2));
        frame.DrawFrame();
        var animation = new GeodesicAnimation(frame, steps);
        CurveMarks.DrawEnds(frame, straight);
        return animation;
    }

    /// <summary>The animation as a GIF that repeats for ever, with a table of 255 colours.</summary>
    /// <param name="theme">Its colours; <see cref="PictureTheme.Auto"/> is light.</param>
    public byte[] ToGif(PictureTheme theme = PictureTheme.Light)
    {
        bool dark = theme == PictureTheme.Dark;
        Canvas background = ScenePainter.Paint(frame.Scene, 1, dark);
        var canvases = new List<Canvas>();
        int[] delays = new int[steps.Count];
        for (int i = 0; i < steps.Count; i++)
        {
            Canvas canvas = background.Copy();
            new ScenePainter(canvas, 1, dark).Draw(FrameScene(i));
            canvases.Add(canvas);
            delays[i] = i == 0 ? FirstDelay : FrameDelay;
        }

        delays[^1] = LastDelay;
        return GifEncoder.Encode(canvases, delays);
    }

    /// <summary>The animation as a web page in one file, with buttons and a slider; it does not move by itself where motion is unwelcome.</summary>
    /// <param name="theme">Its colours.</param>
    public string ToHtml(PictureTheme theme = PictureTheme.Auto)
    {
        var data = new StringBuilder("[");
        for (int i = 0; i < steps.Count; i++)
        {
            data.Append(i == 0 ? "" : ",\n").Append("{\"text\":\"").Append(Caption(i)).Append("\",\"mark\":[");
            AppendPoint(data, marks[i]);
            data.Append("],\"points\":[");
            Point[] points = frame.At(steps[i].Curve);
            for (int j = 0; j < points.Length; j++)
            {
                data.Append(j == 0 ? "" : ",");
                AppendPoint(data, points[j]);
            }

            data.Append("]}");
        }

        return PageTemplate.Fill("animation.html", new Dictionary<string, string>
        {
            ["theme"] = PageTemplate.NameOf(theme),
            ["captionX"] = SvgWriter.Number(CaptionPosition.X),
            ["captionY"] = SvgWriter.Number(CaptionPosition.Y),
            ["picture"] = SvgWriter.Write(frame.Scene, theme, "Search for a geodesic", " id=\"picture\"").Replace("</svg>\n", "", StringComparison.Ordinal),
            ["frames"] = data.Append(']').ToString(),
        });
    }

    /// <summary>Writes a file of the kind that its ending says, complete or not at all.</summary>
    /// <param name="path">Ends in <c>.gif</c> or <c>.html</c>.</param>
    /// <param name="theme">Its colours.</param>
    /// <exception cref="ArgumentException">The ending is another one.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, PictureTheme theme = PictureTheme.Auto)
    {
        switch (Path.GetExtension(path))
        {
            case ".gif": AtomicFile.WriteAllBytes(path, ToGif(theme)); break;
            case ".html": AtomicFile.WriteAllText(path, ToHtml(theme)); break;
            case var other: throw new ArgumentException($"An animation is written as .gif or .html, not as '{other}'.", nameof(path));
        }
    }

    /// <summary>What one frame adds to the picture behind all of them.</summary>
    internal Scene FrameScene(int index)
    {
        Scene scene = new(frame.Scene.Width, frame.Scene.Height) { Plot = frame.Scene.Plot };
        CurveMarks.DrawCurve(scene, frame.At(steps[index].Curve));
        scene.Dot(marks[index], 5, Role.Geodesic, new Stroke(Role.Paper, 1.5), clipped: false);
        scene.Text(CaptionPosition, Caption(index), 12.5, Role.Ink, TextAnchor.End);
        return scene;
    }

    private Point CaptionPosition => new(chart.Right, chart.Top - 8);

    private string Caption(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"step {steps[index].Iteration:N0}: energy {steps[index].Energy:0.0000}, gradient {steps[index].GradientNorm:0.0e+0}");

    // The most that is worth showing, spread evenly over what was kept, first and last included.
    private static List<GeodesicRecorder.RecordedStep> Thinned(IReadOnlyList<GeodesicRecorder.RecordedStep> all)
    {
        int count = Math.Min(all.Count, MaxFrames);
        return [.. Enumerable.Range(0, count).Select(i => all[count == 1 ? 0 : (int)((long)i * (all.Count - 1) / (count - 1))])];
    }

    private void DrawChart(double lowest, double highest)
    {
        Scene scene = frame.Scene;
        scene.Rectangle(chart, Role.Ground, new Stroke(Role.Soft, 1));
        scene.Polyline(marks, new Stroke(new Paint(Role.Geodesic, 0.55), 2), clipped: false);
        scene.Text(new Point(chart.Left, chart.Top - 8), "energy by step (logarithmic)", 12.5, Role.Ink);
        scene.Text(new Point(chart.Left - 9, chart.Top + 10), Label(highest), 11.5, Role.Soft, TextAnchor.End);
        scene.Text(new Point(chart.Left - 9, chart.Bottom - 2), Label(lowest), 11.5, Role.Soft, TextAnchor.End);
        int last = steps[^1].Iteration;
        double end = Math.Log(1 + Math.Max(1, last)), free = double.NegativeInfinity;
        for (long tick = 0; tick <= last; tick = tick == 0 ? 1 : tick * 10)
        {
            double x = chart.Left + (chart.Width * Math.Log(1 + tick) / end);
            scene.Polyline([new Point(x, chart.Bottom), new Point(x, chart.Bottom + 5)], new Stroke(Role.Soft, 1), clipped: false);
            if (x > free)
            {
                string text = tick.ToString("N0", CultureInfo.InvariantCulture);
                scene.Text(new Point(x, chart.Bottom + 19), text, 11.5, Role.Soft, TextAnchor.Middle);
                free = x + 40;
            }
        }
    }

    private static string Label(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static void AppendPoint(StringBuilder data, Point point) => data.Append(SvgWriter.Number(point.X)).Append(',').Append(SvgWriter.Number(point.Y));
}
