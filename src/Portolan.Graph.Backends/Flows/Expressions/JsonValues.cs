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

    public static JsonElement List(IReadOnlyList<JsonElement> items) => JsonSerializer.SerializeToElement(items);
}
