using System.Globalization;

namespace Portolan.Cli.Settings;

/// <summary>Sizes, counts and durations as people write and read them; the same in every locale.</summary>
internal static class Quantity
{
    // Longest suffix first, so that "MiB" is not read as "B".
    private static readonly (string Suffix, long Factor)[] ByteUnits =
    [
        ("kib", 1L << 10), ("mib", 1L << 20), ("gib", 1L << 30), ("tib", 1L << 40),
        ("kb", 1_000), ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000),
        ("k", 1_000), ("m", 1_000_000), ("g", 1_000_000_000), ("t", 1_000_000_000_000),
        ("b", 1),
    ];

    /// <summary>Reads <c>300000</c>, <c>4GB</c>, <c>1.5 GiB</c> or <c>2g</c>; upper and lower case mean the same.</summary>
    public static bool TryParseBytes(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        text = text.Trim();
        long factor = 1;
        foreach ((string suffix, long unit) in ByteUnits)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                text = text[..^suffix.Length].TrimEnd();
                factor = unit;
                break;
            }
        }

        // Decimal keeps every byte of a long exactly; 10 integer digits of TB are far above any long.
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) || value > long.MaxValue)
        {
            return false;
        }

        value *= factor;
        if (value > long.MaxValue)
        {
            return false;
        }

        bytes = (long)value;
        return true;
    }

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

    /// <summary><c>999 B</c>, <c>1.5 kB</c>, <c>512 MB</c>: powers of 1000, three digits at the most.</summary>
    public static string Bytes(long bytes)
    {
        if (bytes is > -1000 and < 1000)
        {
            return Plain(bytes) + " B";
        }

        ReadOnlySpan<string> units = ["kB", "MB", "GB", "TB", "PB", "EB"];
        double value = bytes / 1000.0;
        int unit = 0;
        // 999.5 and not 1000, because it would be printed as "1000 kB".
        while (Math.Abs(value) >= 999.5 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return ThreeDigits(value) + " " + units[unit];
    }

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

    private static string ThreeDigits(double value) => Math.Abs(value) switch
    {
        < 9.995 => value.ToString("0.##", CultureInfo.InvariantCulture),
        < 99.95 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
