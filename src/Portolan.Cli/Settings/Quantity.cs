using System.Globalization;

namespace Portolan.Cli.Settings;

/// <summary>Counts, numbers and durations as people write and read them; the same in every locale. Sizes: <see cref="Storage.ByteSize"/>.</summary>
internal static class Quantity
{
    public static bool TryParseInteger(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public static bool TryParseNumber(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Shortest digits that read back as the same number.</summary>
    public static string Plain(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Plain(double)"/>
    public static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>12,345</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>12 ms</c>, <c>3.4 s</c>, <c>2 min 05 s</c>, <c>1 h 04 min</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        double seconds = duration.TotalSeconds;
        if (seconds < 0.9995)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms");
        }

        if (seconds < 59.95)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
        }

        long whole = (long)Math.Round(seconds);
        return whole < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole % 3600 / 60:00} min");
    }
}
