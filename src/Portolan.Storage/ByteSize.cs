using System.Globalization;

namespace Portolan.Storage;

/// <summary>Sizes in bytes as people write and read them; the same in every locale.</summary>
public static class ByteSize
{
    // Longest suffix first, so that "MiB" is not read as "B".
    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("PiB", 1L << 50), ("EiB", 1L << 60),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("PB", 1_000_000_000_000_000), ("EB", 1_000_000_000_000_000_000),
        ("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000), ("P", 1_000_000_000_000_000), ("B", 1),
    ];

    /// <summary>Reads <c>300000</c>, <c>4GB</c> (10^9), <c>512MiB</c> (2^20), <c>1.5 GiB</c> or <c>2g</c>; upper and lower case mean the same.</summary>
    /// <param name="text">The size; a fraction of a byte is cut off, <c>_</c> between digits is passed over.</param>
    /// <param name="bytes">The size in bytes, 0 or more.</param>
    /// <returns>False when the text is no size or exceeds 2^63 - 1.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        text = text.Trim();
        long factor = 1;
        foreach ((string suffix, long unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                text = text[..^suffix.Length].TrimEnd();
                factor = unit;
                break;
            }
        }

        // Decimal keeps every byte of a long exactly.
        string digits = text.ToString().Replace("_", "", StringComparison.Ordinal);
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || value > (decimal)long.MaxValue / factor)
        {
            return false;
        }

        // The quotient is rounded, so that the product may still be a little too large.
        bytes = (long)Math.Min(value * factor, long.MaxValue);
        return true;
    }

    /// <summary>Writes <c>999 B</c>, <c>1.5 kB</c>, <c>512 MB</c>: powers of 1000, three digits at the most.</summary>
    /// <param name="bytes">The size; may be negative.</param>
    public static string Format(long bytes)
    {
        if (bytes is > -1000 and < 1000)
        {
            return bytes.ToString(CultureInfo.InvariantCulture) + " B";
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

    private static string ThreeDigits(double value) => Math.Abs(value) switch
    {
        < 9.995 => value.ToString("0.##", CultureInfo.InvariantCulture),
        < 99.95 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
