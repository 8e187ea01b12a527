using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Plots;

/// <summary>The layers that lie behind curves: density, samples, arrows and ellipses of the metric.</summary>
internal sealed class Backdrop
{
    private const int DensityNodes = 141;
    private const int MaxSamples = 2000;
    private const double ArrowSpacing = 40;

    // Half axes of the largest ellipse, and of a circle, in pixels.
    private const double LargestHalfAxis = 40;
    private const double SmallestRadius = 1.8;
    private const double LargestRadius = 9;

    private static readonly Stroke ArrowStroke = new(new Paint(Role.Arrow, 0.8), 1.2);
    private static readonly Stroke EllipseStroke = new(Role.Ellipse, 1.3);
    private static readonly Stroke ContourStroke = new(new Paint(Role.Contour, 0.7), 1.1);
    private static readonly Paint EllipseFill = new(Role.Ellipse, 0.14);
    private static readonly Paint SampleFill = new(Role.Ink, 0.35);

    private readonly SteinMetric metric;
    private readonly PlotRegion region;
    private readonly PictureLayers layers;
    private readonly ReadOnlyMemory<double> samples;
    private readonly ValueGrid? density;
    private readonly double peak;

    public Backdrop(SteinMetric metric, PlotRegion region, PictureLayers layers, PictureOptions options)
    {
        this.metric = metric;
        this.region = region;
        this.layers = layers;
        samples = options.Samples;
        if (layers.HasFlag(PictureLayers.Density) && metric.Field.HasLogDensity)
        {
            density = ValueGrid.Of(region, DensityNodes, (points, values) => metric.Field.LogDensity(points, values));
            peak = density.Range().Greatest;
        }
    }

    private bool ShowsDensity => density is not null && double.IsFinite(peak);

    private bool ShowsSamples => layers.HasFlag(PictureLayers.Samples) && !samples.IsEmpty;

    /// <summary>How far below its peak log p is at the edge of a band: that of a Gaussian k standard deviations from its mean.</summary>
    public static double Depth(double deviations) => deviations * deviations / 2;

    public IEnumerable<LegendEntry> Legend()
    {
        if (ShowsDensity)
        {
            yield return new LegendEntry("log p, lines ½, 2, 4½, 8 below its peak", LegendMark.Swatch, ContourStroke, new Paint(Role.Sea, 1, 0.55));
        }

        if (ShowsSamples)
        {
            yield return new LegendEntry("samples", LegendMark.Dot, Fill: SampleFill);
        }

        if (layers.HasFlag(PictureLayers.Arrows))
        {
            string damping = metric.Damping == 1 ? "1" : "λ";
            yield return new LegendEntry($"score s, length |s|/√({damping}+|s|²)", LegendMark.Arrow, ArrowStroke);
        }

        if (layers.HasFlag(PictureLayers.Ellipses))
        {
            yield return new LegendEntry("equally far in the metric", LegendMark.Ellipse, EllipseStroke, EllipseFill);
        }
    }

    /// <summary>Bands of density, below the grid.</summary>
    public void DrawBands(PlotFrame frame)
    {
        if (!ShowsDensity)
        {
            return;
        }

        // From the widest to the narrowest, each laid over the one before.
        for (int half = 8; half >= 1; half--)
        {
            frame.Scene.Path(frame.At(Contours.RegionAbove(density!, peak - Depth(half / 2.0))), new Paint(Role.Sea, 1, (9 - half) / 8.0), null);
        }
    }

    /// <summary>Everything else, above the grid.</summary>
    public void DrawMarks(PlotFrame frame)
    {
        if (ShowsDensity)
        {
            DrawContours(frame, ContourStroke);
        }

        if (ShowsSamples)
        {
            foreach (Point at in frame.At(samples.Span[..Math.Min(samples.Length, 2 * MaxSamples)]))
            {
                frame.Scene.Dot(at, 1.3, SampleFill);
            }
        }

        if (layers.HasFlag(PictureLayers.Ellipses))
        {
            DrawEllipses(frame);
        }

        if (layers.HasFlag(PictureLayers.Arrows))
        {
            DrawArrows(frame);
        }
    }

    /// <summary>Lines of equal density alone.</summary>
    public void DrawContours(PlotFrame frame, Stroke stroke)
    {
        for (int deviations = 1; ShowsDensity && deviations <= 4; deviations++)
        {
            frame.Scene.Path(frame.At(Contours.LineAt(density!, peak - Depth(deviations))), null, stroke);
        }
    }

    private void DrawArrows(PlotFrame frame)
    {
        (double[] points, double[] scores) = ScoresOnGrid(frame, ArrowSpacing);
        for (int i = 0; i < points.Length; i += 2)
        {
            // Pixels go down where the data go up.
            var score = new Point(scores[i], -scores[i + 1]);
            double length = Math.Sqrt(metric.Damping + (score.Length * score.Length));
            if (double.IsFinite(length))
            {
                Point centre = frame.At(points[i], points[i + 1]), half = score * (0.42 * ArrowSpacing / length);
                Arrow.Draw(frame.Scene, centre - half, centre + half, ArrowStroke);
            }
        }
    }

    private void DrawEllipses(PlotFrame frame)
    {
        (double[] points, double[] scores) = ScoresOnGrid(frame, 2 * ArrowSpacing);
        double[] stretch = new double[points.Length / 2];
        for (int i = 0; i < stretch.Length; i++)
        {
            // g has eigenvalue 1 across the score and λ/(λ + |s|²) along it; a half axis is one over the root.
            double square = (scores[2 * i] * scores[2 * i]) + (scores[(2 * i) + 1] * scores[(2 * i) + 1]);
            stretch[i] = Math.Sqrt((metric.Damping + square) / metric.Damping);
        }

        double largest = stretch.Where(double.IsFinite).DefaultIfEmpty(1).Max();
        double radius = Math.Clamp(LargestHalfAxis / largest, SmallestRadius, LargestRadius);
        for (int i = 0; i < stretch.Length; i++)
        {
            if (double.IsFinite(stretch[i]))
            {
                double angle = Math.Atan2(-scores[(2 * i) + 1], scores[2 * i]);
                frame.Scene.Ellipse(frame.At(points[2 * i], points[(2 * i) + 1]), radius * stretch[i], radius, angle, EllipseFill, EllipseStroke);
            }
        }
    }

    private (double[] Points, double[] Scores) ScoresOnGrid(PlotFrame frame, double spacing)
    {
        int columns = Math.Max(1, (int)Math.Round(frame.Scene.Plot.Width / spacing)), rows = Math.Max(1, (int)Math.Round(frame.Scene.Plot.Height / spacing));
        double[] points = new double[columns * rows * 2], scores = new double[points.Length];
        for (int i = 0; i < columns * rows; i++)
        {
            points[2 * i] = region.Left + (region.Width * ((i % columns) + 0.5) / columns);
            points[(2 * i) + 1] = region.Bottom + (region.Height * ((i / columns) + 0.5) / rows);
        }

        metric.Field.Score(points, scores);
        return (points, scores);
    }
}
