using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Plots;

/// <summary>A line with a filled head.</summary>
internal static class Arrow
{
    public static void Draw(Scene scene, Point from, Point to, Stroke stroke, bool clipped = true)
    {
        Point along = to - from;
        double length = along.Length;
        if (!(length > 0.5))
        {
            scene.Dot(from, stroke.Width * 0.7, stroke.Paint, clipped: clipped);
            return;
        }

        double head = Math.Min(3 + (2.2 * stroke.Width), length * 0.7);
        Point unit = along * (1 / length), side = new Point(-unit.Y, unit.X) * (head * 0.42), neck = to - (unit * head);
        scene.Polyline([from, to - (unit * (head * 0.8))], stroke, clipped);
        scene.Polygon([to, neck + side, neck - side], stroke.Paint, clipped);
    }
}
