using System.Globalization;
using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Plots;

namespace Portolan.Geometry.Pictures;

/// <summary>Draws a geodesic against the straight line between its ends, with the length and energy of both.</summary>
public static class GeodesicPicture
{
    private const PictureLayers DefaultLayers = PictureLayers.Density | PictureLayers.Arrows | PictureLayers.Samples;

    /// <summary>The picture. It says when the curve is not converged.</summary>
    /// <param name="metric">The metric in which it was found, of a field of dimension 2.</param>
    /// <param name="geodesic">What a search found.</param>
    /// <param name="region">What to show; null for the curve with some room around it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The field or the curve has another dimension, or the region or the options are not valid.</exception>
    public static Picture Draw(SteinMetric metric, GeodesicResult geodesic, PlotRegion? region = null, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(geodesic);
        PlotRegion shown = region ?? PlotRegion.Around(geodesic.Curve.Coordinates);
        options = PlaneCheck.Throw(metric, shown, options);
        PlaneCheck.Throw(geodesic.Curve);
        CurveMeasure straight = CurveMeasure.Of(metric, Curve.Straight(geodesic.Curve.Start, geodesic.Curve.End, geodesic.Curve.PointCount));
        var backdrop = new Backdrop(metric, shown, options.Layers ?? DefaultLayers, options);
        string name = geodesic.IsConverged ? "geodesic" : "not converged";
        LegendEntry[] legend =
        [
            new LegendEntry($"{name}: {CurveMarks.Describe(geodesic.Length, geodesic.Energy)}", LegendMark.Line, CurveMarks.Geodesic),
            new LegendEntry($"straight: {CurveMarks.Describe(straight.Length, straight.Energy)}", LegendMark.Line, CurveMarks.Straight),
            .. backdrop.Legend(),
        ];
        string title = geodesic.IsConverged ? "Geodesic of the Stein metric" : "Towards a geodesic: the search did not converge";
        string count = string.Create(CultureInfo.InvariantCulture, $"{geodesic.Curve.PointCount} points");
        string note = options.Note is { } more ? $"{more}; {count}" : count;
        var frame = new PlotFrame(shown, options.Width, title, [note], legend);
        backdrop.DrawBands(frame);
        frame.DrawGrid();
        backdrop.DrawMarks(frame);
        CurveMarks.DrawStraight(frame, geodesic.Curve);
        CurveMarks.DrawCurve(frame.Scene, frame.At(geodesic.Curve.Coordinates));
        CurveMarks.DrawEnds(frame, geodesic.Curve);
        frame.DrawFrame();
        return new Picture(frame.Scene, $"{title}, {CurveMarks.Describe(geodesic.Length, geodesic.Energy)}; straight line: {CurveMarks.Describe(straight.Length, straight.Energy)}");
    }
}
