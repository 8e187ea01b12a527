using Portolan.Geometry.Pictures.Plots;

namespace Portolan.Geometry.Pictures;

/// <summary>Draws a score field in the plane: arrows of the score, lines of equal density, ellipses of its metric.</summary>
public static class FieldPicture
{
    /// <summary>The picture. All layers are drawn unless the options say otherwise.</summary>
    /// <param name="metric">The metric of a field of dimension 2.</param>
    /// <param name="region">What to show.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The field has another dimension, or the region or the options are not valid.</exception>
    public static Picture Draw(SteinMetric metric, PlotRegion region, PictureOptions? options = null)
    {
        options = PlaneCheck.Throw(metric, region, options);
        const PictureLayers all = PictureLayers.Density | PictureLayers.Arrows | PictureLayers.Ellipses | PictureLayers.Samples;
        var backdrop = new Backdrop(metric, region, options.Layers ?? all, options);
        var frame = new PlotFrame(region, options.Width, "Score field", options.Note is { } note ? [note] : [], [.. backdrop.Legend()]);
        backdrop.DrawBands(frame);
        frame.DrawGrid();
        backdrop.DrawMarks(frame);
        frame.DrawFrame();
        return new Picture(frame.Scene, "Score field: arrows towards greater density, over lines of equal density");
    }
}
