using System.Globalization;

namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>An opaque sRGB colour.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>From OKLCH: lightness 0 to 1, chroma, hue in degrees. What lies outside sRGB is cut off.</summary>
    /// <remarks>Constants: Björn Ottosson, "A perceptual color space for image processing" (2020); transfer curve: IEC 61966-2-1.</remarks>
    public static Colour FromOklch(double lightness, double chroma, double hueDegrees)
    {
        (double red, double green, double blue) = LinearFromOklch(lightness, chroma, hueDegrees);
        return new Colour(Encode(red), Encode(green), Encode(blue));
    }

    /// <summary>Linear light, unclamped: a component outside 0 to 1 says that sRGB does not have the colour.</summary>
    public static (double Red, double Green, double Blue) LinearFromOklch(double lightness, double chroma, double hueDegrees)
    {
        (double sin, double cos) = Math.SinCos(hueDegrees * (Math.PI / 180));
        double a = chroma * cos, b = chroma * sin;
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    /// <summary>From <c>0xRRGGBB</c>.</summary>
    public static Colour FromHex(uint value) => new((byte)(value >> 16), (byte)(value >> 8), (byte)value);

    /// <summary>This colour laid over another, component by component in sRGB as browsers do.</summary>
    /// <param name="below">What shows through.</param>
    /// <param name="alpha">0 to 1.</param>
    public Colour Over(Colour below, double alpha) => new(Mix(below.Red, Red, alpha), Mix(below.Green, Green, alpha), Mix(below.Blue, Blue, alpha));

    /// <summary><c>#rrggbb</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private static double Cube(double value) => value * value * value;

    private static byte Mix(byte from, byte to, double part) => (byte)(from + ((to - from) * part) + 0.5);

    private static byte Encode(double linear)
    {
        double value = Math.Clamp(linear, 0, 1);
        double encoded = value <= 0.0031308 ? 12.92 * value : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055;
        return (byte)((encoded * 255) + 0.5);
    }
}
