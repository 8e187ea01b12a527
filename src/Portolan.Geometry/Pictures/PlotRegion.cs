namespace Portolan.Geometry.Pictures;

/// <summary>The part of the plane that a picture shows, in the coordinates of the data.</summary>
/// <remarks>Equality compares the four numbers. The default value is empty and not valid for a picture.</remarks>
/// <param name="Left">Least x.</param>
/// <param name="Right">Greatest x; more than <paramref name="Left"/>.</param>
/// <param name="Bottom">Least y.</param>
/// <param name="Top">Greatest y; more than <paramref name="Bottom"/>.</param>
public readonly record struct PlotRegion(double Left, double Right, double Bottom, double Top)
{
    // A picture six times as wide as high, or as high as wide, is the flattest in which an equal scale is of use.
    private const double FlattestSide = 1.0 / 6;

    /// <summary>Right less left.</summary>
    public double Width => Right - Left;

    /// <summary>Top less bottom.</summary>
    public double Height => Top - Bottom;

    /// <summary>The smallest region with all points in it and some room around them; never flatter than six to one.</summary>
    /// <param name="points">(n, 2) row-major, n at least 1.</param>
    /// <param name="margin">Room on each side, as a part of the longer side.</param>
    /// <exception cref="ArgumentException">There is no point, or one is not finite.</exception>
    public static PlotRegion Around(ReadOnlySpan<double> points, double margin = 0.12)
    {
        if (points.Length < 2 || points.Length % 2 != 0)
        {
            throw new ArgumentException($"A region needs points of two coordinates each, found {points.Length} numbers.", nameof(points));
        }

        double left = points[0], right = left, bottom = points[1], top = bottom;
        for (int i = 0; i < points.Length; i += 2)
        {
            if (!double.IsFinite(points[i] + points[i + 1]))
            {
                throw new ArgumentException($"Point {i / 2} of the region is not finite.", nameof(points));
            }

            left = Math.Min(left, points[i]);
            right = Math.Max(right, points[i]);
            bottom = Math.Min(bottom, points[i + 1]);
            top = Math.Max(top, points[i + 1]);
        }

        double side = Math.Max(right - left, top - bottom);
        side = side > 0 ? side : 1;
        double widen = Math.Max(0, ((side * FlattestSide) - (right - left)) / 2) + (side * margin);
        double heighten = Math.Max(0, ((side * FlattestSide) - (top - bottom)) / 2) + (side * margin);
        return new PlotRegion(left - widen, right + widen, bottom - heighten, top + heighten);
    }

    /// <summary>Throws unless the four numbers are finite and in order.</summary>
    internal void ThrowIfInvalid()
    {
        if (!(Width > 0 && Height > 0 && double.IsFinite(Width) && double.IsFinite(Height)))
        {
            throw new ArgumentException($"The region from ({Left}, {Bottom}) to ({Right}, {Top}) is not one: it needs finite numbers, left < right and bottom < top.");
        }
    }
}
