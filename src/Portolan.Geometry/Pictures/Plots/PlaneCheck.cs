namespace Portolan.Geometry.Pictures.Plots;

/// <summary>What every picture asks of its inputs.</summary>
internal static class PlaneCheck
{
    /// <returns>The options, or the defaults.</returns>
    /// <exception cref="ArgumentException">The field is not one of the plane, or the region or the options are not valid.</exception>
    public static PictureOptions Throw(SteinMetric metric, PlotRegion region, PictureOptions? options)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (metric.Dimension != 2)
        {
            throw new ArgumentException($"A picture shows two dimensions, the field has {metric.Dimension}.", nameof(metric));
        }

        region.ThrowIfInvalid();
        options ??= new PictureOptions();
        options.ThrowIfInvalid();
        return options;
    }

    /// <exception cref="ArgumentException">The curve is not one of the plane.</exception>
    public static void Throw(Curve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Dimension != 2)
        {
            throw new ArgumentException($"A picture shows two dimensions, the curve has {curve.Dimension}.", nameof(curve));
        }
    }
}
