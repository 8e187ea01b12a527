using System.Globalization;

namespace Portolan.Corpus.Reports.Html;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    /// <summary>With a thin space between thousands.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    /// <summary>A share of a whole, such as <c>12 %</c>, <c>0.3 %</c>, <c>&lt; 0.1 %</c>.</summary>
    public static string Share(long part, long whole)
    {
        if (whole == 0 || part == 0)
        {
            return "0 %";
        }

        double percent = 100.0 * part / whole;
        string format = percent >= 10 ? "0" : "0.0";
        return percent < 0.1 ? "< 0.1 %" : percent.ToString(format, CultureInfo.InvariantCulture) + " %";
    }

    public static string Seconds(double seconds) => seconds switch
    {
        < 0.1 => (seconds * 1000).ToString("0", CultureInfo.InvariantCulture) + " ms",
        < 100 => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 6000 => (seconds / 60).ToString("0", CultureInfo.InvariantCulture) + " min",
        _ => (seconds / 3600).ToString("0.0", CultureInfo.InvariantCulture) + " h",
    };

    public static string Rate(long bytes, double seconds) =>
        seconds <= 0 ? "–" : (bytes / seconds / 1e6).ToString(bytes / seconds < 1e7 ? "0.0" : "0", CultureInfo.InvariantCulture) + " MB/s";
}
