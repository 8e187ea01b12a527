using System.Globalization;

namespace Portolan.Graph.Reports.Html;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    /// <summary>With a narrow space between thousands.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    /// <summary>Whole numbers as <see cref="Count"/>, others with three significant digits.</summary>
    public static string Amount(double value) => value switch
    {
        _ when !double.IsFinite(value) => "–",
        _ when Math.Abs(value) < 1e15 && value == Math.Floor(value) => Count((long)value),
        _ when Math.Abs(value) >= 100 => Count((long)Math.Round(value)),
        _ => value.ToString(Math.Abs(value) >= 10 ? "0.0" : Math.Abs(value) >= 1 ? "0.00" : "0.0###", CultureInfo.InvariantCulture),
    };

    /// <summary>Two decimals, more when the amount is below one.</summary>
    public static string Money(double value) => value.ToString(Math.Abs(value) is > 0 and < 1 ? "0.00####" : "0.00", CultureInfo.InvariantCulture);

    public static string Seconds(double seconds) => seconds switch
    {
        <= 0 => "0 s",
        < 0.001 => (seconds * 1e6).ToString("0", CultureInfo.InvariantCulture) + " µs",
        < 0.1 => (seconds * 1000).ToString(seconds < 0.01 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms",
        < 1 => seconds.ToString("0.00", CultureInfo.InvariantCulture) + " s",
        < 100 => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 6000 => (seconds / 60).ToString("0", CultureInfo.InvariantCulture) + " min",
        _ => (seconds / 3600).ToString("0.0", CultureInfo.InvariantCulture) + " h",
    };
}
