using System.Globalization;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Times as people write them: <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>12h</c>, <c>30d</c>.</summary>
public static class FlowDuration
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads a number and its unit.</summary>
    /// <param name="text">The text; the unit is needed.</param>
    /// <param name="duration">The time, 0 or more and at most 100 years.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        text = text.Trim();
        foreach ((string suffix, double seconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
                && count * seconds <= 36500.0 * 86400)
            {
                duration = TimeSpan.FromTicks((long)Math.Round(count * seconds * TimeSpan.TicksPerSecond));
                return true;
            }
        }

        return false;
    }
}
