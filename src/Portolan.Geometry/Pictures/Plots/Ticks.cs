using System.Globalization;

namespace Portolan.Geometry.Pictures.Plots;

/// <summary>Round numbers along an axis.</summary>
internal static class Ticks
{
    /// <summary>Multiples of 1, 2 or 5 times a power of ten between two numbers, as many as fit but no more than asked for.</summary>
    public static IReadOnlyList<double> Between(double from, double to, int most)
    {
        double step = Step(to - from, most);
        var ticks = new List<double>();
        // Counted in whole steps, so that 0.3 is not 0.30000000000000004.
        for (double i = Math.Ceiling((from / step) - 1e-9); i <= (to / step) + 1e-9 && ticks.Count <= most; i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
    }

    /// <summary>A tick's label, with no more decimals than its neighbours need.</summary>
    public static string Label(double value, double range, int most)
    {
        double step = Step(range, most);
        double size = Math.Max(Math.Abs(value), step);
        if (size >= 1e6 || step < 1e-5)
        {
            return value == 0 ? "0" : value.ToString("0.###e0", CultureInfo.InvariantCulture).Replace('-', '−');
        }

        int decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        string text = value.ToString("F" + decimals, CultureInfo.InvariantCulture);
        // Minus zero, and the typographic minus, which is as wide as a digit.
        return text.Trim('-', '0', '.').Length == 0 ? text.TrimStart('-') : text.Replace('-', '−');
    }

    private static double Step(double range, int most)
    {
        double rough = range / Math.Max(1, most);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 5])
        {
            if (factor * power >= rough * (1 - 1e-9))
            {
                return factor * power;
            }
        }

        return 10 * power;
    }
}
