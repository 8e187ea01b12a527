using System.Globalization;

namespace Portolan.Graph.Backends.Internals;

/// <summary>The values of <c>format</c> that .NET types bring with them.</summary>
internal static class SchemaFormat
{
    public static bool IsKnown(string format) => format is "date-time" or "date" or "time" or "uuid" or "uri";

    public static bool Fits(string format, string value) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _) && value.Contains('T', StringComparison.Ordinal),
        "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeOnly.TryParse(value.TrimEnd('Z'), CultureInfo.InvariantCulture, out _),
        "uuid" => Guid.TryParseExact(value, "D", out _),
        _ => Uri.TryCreate(value, UriKind.Absolute, out _),
    };
}
