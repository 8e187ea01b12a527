namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>A colour map made from a formula: a path through OKLCH, walked at constant perceptual speed.</summary>
/// <remarks>
/// Lightness and hue are linear in a parameter, chroma is given by a function. The parameter is then replaced by arc length in OKLab,
/// so that equal steps of a value are equal steps to the eye. Lightness changes in one direction only: the order survives grey print
/// and colour blindness. Formulas: <c>docs/guide/geometry.md</c>.
/// </remarks>
internal sealed class ColourRamp
{
    private const int Steps = 512;

    private readonly double lightnessFrom, lightnessTo, hueFrom, hueTo;
    private readonly Func<double, double> chroma;

    // Arc length at each step, from 0 to 1.
    private readonly double[] lengths = new double[Steps + 1];

    private ColourRamp(double lightnessFrom, double lightnessTo, double hueFrom, double hueTo, Func<double, double> chroma)
    {
        this.lightnessFrom = lightnessFrom;
        this.lightnessTo = lightnessTo;
        this.hueFrom = hueFrom;
        this.hueTo = hueTo;
        this.chroma = chroma;
        (double L, double A, double B) before = LabAt(0);
        for (int i = 1; i <= Steps; i++)
        {
            (double L, double A, double B) here = LabAt((double)i / Steps);
            lengths[i] = lengths[i - 1] + Math.Sqrt(Square(here.L - before.L) + Square(here.A - before.A) + Square(here.B - before.B));
            before = here;
        }

        for (int i = 1; i <= Steps; i++)
        {
            lengths[i] /= lengths[Steps];
        }
    }

    /// <summary>Depth of water on a light chart: paper to sea blue. For densities, the deepest where most of the data is.</summary>
    public static ColourRamp SeaOnLight { get; } = new(0.985, 0.60, 205, 230, t => 0.006 + (0.070 * t));

    /// <summary>The same on a dark chart, growing lighter.</summary>
    public static ColourRamp SeaOnDark { get; } = new(0.225, 0.56, 250, 222, t => 0.018 + (0.062 * t));

    /// <summary>Violet, sea green, sand: for quantities that are shown by their colour alone, such as energies.</summary>
    public static ColourRamp Relief { get; } = new(0.28, 0.92, 300, 100, t => 0.095 * Math.Pow(Math.Sin(Math.PI * (0.22 + (0.62 * t))), 0.8));

    /// <summary>The colour at a place from 0 to 1; what lies outside is moved to the end.</summary>
    public Colour At(double place)
    {
        double t = Parameter(Math.Clamp(place, 0, 1));
        return Colour.FromOklch(Lightness(t), chroma(t), Hue(t));
    }

    /// <summary>OKLab coordinates at a place from 0 to 1.</summary>
    internal (double L, double A, double B) LabOf(double place) => LabAt(Parameter(place));

    /// <summary>The least distance of any colour of the ramp from the edge of sRGB, in linear light; negative when one is outside.</summary>
    internal double GamutMargin()
    {
        double margin = 1;
        for (int i = 0; i <= Steps; i++)
        {
            double t = (double)i / Steps;
            (double red, double green, double blue) = Colour.LinearFromOklch(Lightness(t), chroma(t), Hue(t));
            margin = Math.Min(margin, Math.Min(Math.Min(red, Math.Min(green, blue)), 1 - Math.Max(red, Math.Max(green, blue))));
        }

        return margin;
    }

    private double Parameter(double place)
    {
        int found = Array.BinarySearch(lengths, place);
        if (found >= 0)
        {
            return (double)found / Steps;
        }

        int above = ~found;
        double part = (place - lengths[above - 1]) / (lengths[above] - lengths[above - 1]);
        return (above - 1 + part) / Steps;
    }

    private (double L, double A, double B) LabAt(double t)
    {
        (double sin, double cos) = Math.SinCos(Hue(t) * (Math.PI / 180));
        double c = chroma(t);
        return (Lightness(t), c * cos, c * sin);
    }

    private double Lightness(double t) => lightnessFrom + ((lightnessTo - lightnessFrom) * t);

    private double Hue(double t) => hueFrom + ((hueTo - hueFrom) * t);

    private static double Square(double value) => value * value;
}
