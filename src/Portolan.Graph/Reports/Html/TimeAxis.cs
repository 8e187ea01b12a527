using System.Globalization;

namespace Portolan.Graph.Reports.Html;

/// <summary>Round numbers along an axis of seconds.</summary>
internal static class TimeAxis
{
    private const int Wanted = 8;

    private static readonly double[] Steps =
    [
        .. Enumerable.Range(-6, 7).SelectMany(power => new[] { 1, 2, 5 }.Select(step => step * Math.Pow(10, power))),
        10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800,
    ];

    public static IEnumerable<double> Ticks(double seconds)
    {
        double step = Steps.FirstOrDefault(step => seconds / step <= Wanted, Steps[^1] * Math.Ceiling(seconds / Steps[^1] / Wanted));
        for (int i = 0; i * step <= seconds * 0.98; i++)
        {
            yield return i * step;
        }
    }

    public static string Text(double second) => second switch
    {
        0 => "0 s",
        < 0.001 => (second * 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " µs",
        < 1 => (second * 1000).ToString("0.##", CultureInfo.InvariantCulture) + " ms",
        < 60 => second.ToString("0.##", CultureInfo.InvariantCulture) + " s",
        < 3600 => Clock(second, 60, "min"),
        < 172800 => Clock(second, 3600, "h"),
        _ => Clock(second, 86400, "d"),
    };

    private static string Clock(double second, double unit, string name) => (second / unit).ToString("0.##", CultureInfo.InvariantCulture) + " " + name;
}
