using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Raster;

/// <summary>Turns a line with a width into polygons whose union is the stroke: a quadrilateral for each piece, a disc at each point.</summary>
/// <remarks>All polygons turn the same way, so that filling them with the non-zero rule gives the union.</remarks>
internal static class Stroker
{
    public static void Add(PolygonFiller filler, IReadOnlyList<Point> points, bool closed, double width, (double On, double Off)? dash)
    {
        if (dash is { } pattern)
        {
            foreach (List<Point> piece in Dashes(closed ? [.. points, points[0]] : points, pattern.On, pattern.Off))
            {
                AddSolid(filler, piece, closed: false, width);
            }
        }
        else
        {
            AddSolid(filler, points, closed, width);
        }
    }

    /// <summary>The corners of a regular polygon that cannot be told from a disc.</summary>
    public static Point[] Disc(Point centre, double radius)
    {
        // The sagitta of a side is r(1 - cos(pi / n)); n keeps it below a thirtieth of a pixel.
        int corners = Math.Clamp((int)Math.Ceiling(Math.PI / Math.Acos(1 - Math.Min(0.5, 0.03 / Math.Max(radius, 0.03)))), 8, 256);
        // Moved out a little, so that the area is that of the disc.
        double reach = radius * Math.Sqrt(2 * Math.PI / (corners * Math.Sin(2 * Math.PI / corners)));
        var points = new Point[corners];
        for (int i = 0; i < corners; i++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * i / corners);
            points[i] = new Point(centre.X + (reach * cos), centre.Y + (reach * sin));
        }

        return points;
    }

    /// <summary>Cuts a line into dashes.</summary>
    internal static IEnumerable<List<Point>> Dashes(IReadOnlyList<Point> points, double on, double off)
    {
        bool drawing = true;
        double left = on;
        List<Point> piece = [points[0]];
        for (int i = 1; i < points.Count; i++)
        {
            Point from = points[i - 1];
            double length = (points[i] - from).Length, done = 0;
            while (length - done > left)
            {
                done += left;
                Point cut = from + ((points[i] - from) * (done / length));
                if (drawing)
                {
                    piece.Add(cut);
                    yield return piece;
                }

                drawing = !drawing;
                left = drawing ? on : off;
                piece = [cut];
            }

            left -= length - done;
            piece.Add(points[i]);
        }

        if (drawing && piece.Count > 1)
        {
            yield return piece;
        }
    }

    private static void AddSolid(PolygonFiller filler, IReadOnlyList<Point> points, bool closed, double width)
    {
        double radius = width / 2;
        int pieces = closed ? points.Count : points.Count - 1;
        Span<Point> corners = stackalloc Point[4];
        for (int i = 0; i < pieces; i++)
        {
            Point from = points[i], to = points[i + 1 == points.Count ? 0 : i + 1], along = to - from;
            if (along.Length > 0)
            {
                Point across = new Point(along.Y, -along.X) * (radius / along.Length);
                corners[0] = from + across;
                corners[1] = to + across;
                corners[2] = to - across;
                corners[3] = from - across;
                filler.Add(corners);
            }
        }

        foreach (Point point in points)
        {
            filler.Add(Disc(point, radius));
        }
    }
}
