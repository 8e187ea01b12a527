using System.Globalization;
using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Values of steps as JSON.</summary>
internal static class JsonValues
{
    public static JsonElement True { get; } = JsonElement.Parse("true");

    public static JsonElement False { get; } = JsonElement.Parse("false");

    public static JsonElement Null { get; } = JsonElement.Parse("null");

    public static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    public static JsonElement Number(double number) => JsonSerializer.SerializeToElement(number);

    /// <summary>Whether every text in a value can be read: an escape such as <c>\ud83c</c> alone is half a character.</summary>
    public static bool HasWholeTexts(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(HasWholeTexts),
                JsonValueKind.Object => value.EnumerateObject().All(property => property.Name is not null && HasWholeTexts(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with a text that is no JSON, and at which byte.</summary>
    public static string ProblemIn(JsonException e)
    {
        // The message ends with the place as the framework writes it, lines counted from 0.
        int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = (place < 0 ? e.Message : e.Message[..place]).TrimEnd('.');
        return e is { LineNumber: { } line, BytePositionInLine: { } at }
            ? string.Create(CultureInfo.InvariantCulture, $"{message}, at byte {at}{(line > 0 ? $" of line {line + 1}" : "")}")
            : message;
    }

    public static JsonElement List(IReadOnlyList<JsonElement> items) => JsonSerializer.SerializeToElement(items);
}
