using System.Globalization;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Reads how long a server wants to be left alone.</summary>
internal static class RetryAfter
{
    /// <summary>The wait that headers ask for.</summary>
    /// <param name="header">Gives a header's value, or null.</param>
    /// <param name="timeProvider">The clock for dates.</param>
    /// <returns>Null where nothing legible is asked for; never negative.</returns>
    /// <remarks><c>retry-after-ms</c> (Azure, OpenAI) is finer and wins; <c>Retry-After</c> is seconds or a date (RFC 9110, 10.2.3).</remarks>
    public static TimeSpan? Read(Func<string, string?> header, TimeProvider timeProvider)
    {
        if (Number(header("retry-after-ms")) is { } milliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        string? value = header("retry-after");
        if (Number(value) is { } seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (DateTimeOffset.TryParseExact(value?.Trim(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            TimeSpan wait = date - timeProvider.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        return null;
    }

    // Up to a year; more is nonsense, and would not fit a TimeSpan some day.
    private static double? Number(string? value) =>
        double.TryParse(value?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? Math.Min(number, 31_536_000) : null;
}
