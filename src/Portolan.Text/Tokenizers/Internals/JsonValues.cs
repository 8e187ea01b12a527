using System.Text.Json;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Values of JSON objects; what is absent, null or of another kind counts as not there.</summary>
internal static class JsonValues
{
    public static string? Text(JsonElement json, string key) =>
        Has(json, key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Flag(JsonElement json, string key, bool otherwise) =>
        Has(json, key, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.ValueKind == JsonValueKind.True : otherwise;

    public static int? Integer(JsonElement json, string key) =>
        Has(json, key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;

    public static IEnumerable<JsonElement> List(JsonElement json, string key) =>
        Has(json, key, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    public static JsonElement? Object(JsonElement json, string key) =>
        Has(json, key, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>A pattern is written <c>{"String": …}</c> or <c>{"Regex": …}</c>.</summary>
    public static string? Pattern(JsonElement json, string kind) => Object(json, "pattern") is JsonElement pattern ? Text(pattern, kind) : null;

    private static bool Has(JsonElement json, string key, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out value);
    }
}
