using System.Globalization;
using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Plots;

/// <summary>How curves and their ends are drawn, the same in pictures and animations.</summary>
internal static class CurveMarks
{
    public static Stroke Geodesic { get; } = new(Role.Geodesic, 3);

    public static Stroke Straight { get; } = new(Role.Straight, 1.8, (6, 5));

    public static void DrawStraight(PlotFrame frame, Curve curve) =>
        frame.Scene.Polyline([frame.At(curve.Start[0], curve.Start[1]), frame.At(curve.End[0], curve.End[1])], Straight);

    /// <summary>The line, and a dot at each of its points so that their spacing is seen.</summary>
    public static void DrawCurve(Scene scene, IReadOnlyList<Point> points)
    {
        scene.Polyline(points, Geodesic);
        foreach (Point point in points.Skip(1).SkipLast(1))
        {
            scene.Dot(point, 2.3, Role.Geodesic);
        }
    }

    public static void DrawEnds(PlotFrame frame, Curve curve)
    {
        DrawEnd(frame, curve.Start, "A");
        DrawEnd(frame, curve.End, "B");
    }

    /// <summary><c>length 4.2000, energy 8.8199</c>.</summary>
    public static string Describe(double length, double energy) =>
        string.Create(CultureInfo.InvariantCulture, $"length {length:0.0000}, energy {energy:0.0000}");

    private static void DrawEnd(PlotFrame frame, ReadOnlySpan<double> end, string name)
    {
        Point at = frame.At(end[0], end[1]);
        frame.Scene.Dot(at, 6, Role.Paper, new Stroke(Role.Geodesic, 2.6));
        // Below where there is no room above.
        double shift = at.Y - frame.Scene.Plot.Top < 28 ? 23 : -13;
        frame.Scene.Text(at + new Point(0, shift), name, 14, Role.Ink, TextAnchor.Middle, bold: true);
    }
}
