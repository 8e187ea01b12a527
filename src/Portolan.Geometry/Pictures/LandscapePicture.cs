using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Plots;
using System.Globalization;

namespace Portolan.Geometry.Pictures;

/// <summary>Draws what one small step costs, wherever it is taken: the landscape vᵀ g(x) v of a fixed displacement v.</summary>
/// <remarks>The squared length of v, without the factor ½ of a curve's energy. Its greatest possible value is |v|², the Euclidean one.</remarks>
public static class LandscapePicture
{
    private const int Nodes = 161;
    private const int Bands = 16;

    /// <summary>The picture, with a bar that says what the colours mean.</summary>
    /// <param name="metric">The metric of a field of dimension 2.</param>
    /// <param name="displacement">v: two values, not both 0.</param>
    /// <param name="region">What to show.</param>
    /// <param name="options">How; null for the defaults. Of the layers only the lines of equal density are drawn.</param>
    /// <exception cref="ArgumentException">The field has another dimension; the displacement is not one; the region or the options are not valid.</exception>
    public static Picture Draw(SteinMetric metric, ReadOnlySpan<double> displacement, PlotRegion region, PictureOptions? options = null)
    {
        options = PlaneCheck.Throw(metric, region, options);
        if (displacement.Length != 2 || !double.IsFinite(displacement[0] + displacement[1]) || (displacement[0] == 0 && displacement[1] == 0))
        {
            throw new ArgumentException("The displacement needs two finite values that are not both 0.", nameof(displacement));
        }

        double[] v = displacement.ToArray();
        ValueGrid grid = ValueGrid.Of(region, Nodes, (points, values) =>
        {
            double[] vectors = new double[points.Length];
            for (int i = 0; i < vectors.Length; i++)
            {
                vectors[i] = v[i & 1];
            }

            metric.QuadraticForm(points, vectors, values);
        });
        (double least, double greatest) = grid.Range();
        if (!(greatest > least))
        {
            // A constant landscape: any range around it serves, and one colour fills the plot.
            double value = double.IsNaN(least) ? 0 : least;
            (least, greatest) = (value - 0.5, value + 0.5);
        }

        string step = string.Create(CultureInfo.InvariantCulture, $"v = ({v[0]:0.####}, {v[1]:0.####})").Replace('-', '−');
        var backdrop = new Backdrop(metric, region, (options.Layers ?? PictureLayers.Density) & PictureLayers.Density, options);
        // White dashes on a dark line: one of the two is seen on every colour of the ramp.
        var densityStroke = new Stroke(Role.OnRelief, 1.2, (3, 5));
        var densityHalo = new Stroke(new Paint(Role.UnderRelief, 0.45), 2.2);
        string note = $"Squared length of the step {step} at each place; at most |v|², which is the Euclidean one";
        LegendEntry[] legend = backdrop.Legend().Any()
            ? [new LegendEntry("log p, lines ½, 2, 4½, 8 below its peak", LegendMark.Swatch, densityStroke, new Paint(Role.Relief, 1, 0.2))]
            : [];
        var frame = new PlotFrame(region, options.Width, "Energy landscape", options.Note is { } more ? [note, more] : [note], legend, bar: true);
        double[] levels = [.. Enumerable.Range(0, Bands + 1).Select(i => least + ((greatest - least) * i / Bands))];
        Paint[] paints = [.. Enumerable.Range(0, Bands).Select(i => new Paint(Role.Relief, 1, i / (Bands - 1.0)))];
        frame.Scene.Rectangle(frame.Scene.Plot, paints[0]);
        for (int i = 1; i < Bands; i++)
        {
            frame.Scene.Path(frame.At(Contours.RegionAbove(grid, levels[i])), paints[i], null);
        }

        frame.DrawGrid(onRelief: true);
        backdrop.DrawContours(frame, densityHalo);
        backdrop.DrawContours(frame, densityStroke);
        frame.DrawFrame();
        frame.DrawBar(levels, paints, "squared length");
        return new Picture(frame.Scene, $"Energy landscape: squared length of the step {step} by place");
    }
}
