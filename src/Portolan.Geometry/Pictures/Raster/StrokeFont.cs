using System.Collections.Concurrent;
using System.Globalization;
using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Raster;

/// <summary>Letters as a draughtsman draws them, for pictures of pixels: each is a few pen strokes.</summary>
/// <remarks>
/// Printable ASCII and the signs that formulas need; anything else is a box. Drawn for this project. One em is the font size; capitals
/// are 0.70 em high, small letters 0.50 em, digits are all equally wide.
/// </remarks>
internal static partial class StrokeFont
{
    /// <summary>Width of the pen in ems.</summary>
    public const double Pen = 0.082;

    /// <summary>Width of the pen in ems for bold text.</summary>
    public const double BoldPen = 0.115;

    // The tables are in hundredths of an em, each glyph with this much room on either side.
    private const double Unit = 0.01;
    private const double Bearing = 7;
    private const int CurveSteps = 8;

    private static readonly ConcurrentDictionary<char, Glyph> Parsed = new();

    /// <summary>The width of a text in ems.</summary>
    public static double Width(string text) => text.Sum(letter => Of(letter).Advance);

    /// <summary>The strokes of a text in ems, from (0, 0) on the baseline to the right, y down.</summary>
    public static IEnumerable<IReadOnlyList<Point>> Lines(string text)
    {
        double x = 0;
        foreach (char letter in text)
        {
            Glyph glyph = Of(letter);
            foreach (Point[] stroke in glyph.Strokes)
            {
                yield return [.. stroke.Select(point => new Point(point.X + x, point.Y))];
            }

            x += glyph.Advance;
        }
    }

    /// <summary>Whether a letter is in the font.</summary>
    internal static bool Has(char letter) => Glyphs.ContainsKey(letter);

    private static Glyph Of(char letter) => Parsed.GetOrAdd(letter, static letter => Parse(Glyphs.TryGetValue(letter, out var glyph) ? glyph : MissingGlyph));

    private static Glyph Parse((double Width, string Strokes) glyph)
    {
        var strokes = new List<Point[]>();
        foreach (string stroke in glyph.Strokes.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            strokes.Add([.. Flatten(stroke)]);
        }

        return new Glyph((glyph.Width + (2 * Bearing)) * Unit, strokes);
    }

    // A point after a tilde is the control point of a quadratic curve to the point that follows.
    private static IEnumerable<Point> Flatten(string stroke)
    {
        Point at = default;
        Point? control = null;
        foreach (string word in stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] numbers = word.TrimStart('~').Split(',');
            var point = new Point(
                (double.Parse(numbers[0], CultureInfo.InvariantCulture) + Bearing) * Unit,
                -double.Parse(numbers[1], CultureInfo.InvariantCulture) * Unit);
            if (word[0] == '~')
            {
                control = point;
                continue;
            }

            if (control is { } middle)
            {
                for (int i = 1; i < CurveSteps; i++)
                {
                    double t = (double)i / CurveSteps;
                    yield return (at * ((1 - t) * (1 - t))) + (middle * (2 * t * (1 - t))) + (point * (t * t));
                }
            }

            yield return point;
            at = point;
            control = null;
        }
    }

    private sealed record Glyph(double Advance, List<Point[]> Strokes);
}
