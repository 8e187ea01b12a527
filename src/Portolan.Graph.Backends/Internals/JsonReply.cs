using System.Text.Json;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Reads replies whose form is promised, but not certain: what is missing or of another kind is a <see cref="JsonException"/>.</summary>
internal static class JsonReply
{
    // A reply of a model is some kilobytes; vectors of a full batch some tens of megabytes.
    private const int MaxBytes = 128 << 20;

    /// <summary>All bytes of a reply.</summary>
    /// <exception cref="JsonException">There are more than any reply has.</exception>
    public static async Task<byte[]> ReadBytesAsync(Stream stream, CancellationToken cancellationToken, int maxBytes = MaxBytes)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[16384];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + count > maxBytes)
            {
                throw new JsonException($"the reply has more than {maxBytes} bytes");
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    public static JsonElement Object(this JsonElement element, string name) => element.Member(name, JsonValueKind.Object);

    public static JsonElement Array(this JsonElement element, string name) => element.Member(name, JsonValueKind.Array);

    public static string Text(this JsonElement element, string name) => element.Member(name, JsonValueKind.String).GetString()!;

    /// <summary>A text, or null where there is none or null.</summary>
    public static string? TextOrNull(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static int Int(this JsonElement element, string name) =>
        element.Member(name, JsonValueKind.Number).TryGetInt32(out int value) ? value : throw new JsonException($"{name} is no whole number");

    /// <summary>A count, or null where there is none.</summary>
    public static long? CountOrNull(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double count) && count is >= 0 and <= long.MaxValue / 2 ? (long)count : null;

    /// <summary>An object, or undefined where there is none or null.</summary>
    public static JsonElement ObjectOrNone(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : default;

    /// <summary>A vector given as numbers.</summary>
    public static float[] Vector(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException($"a vector is {element.ValueKind}, expected an array of numbers");
        }

        var vector = new float[element.GetArrayLength()];
        int at = 0;
        foreach (JsonElement number in element.EnumerateArray())
        {
            vector[at++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out float value) && float.IsFinite(value)
                ? value
                : throw new JsonException("a vector holds something that is no number of 32 bits");
        }

        return vector.Length > 0 ? vector : throw new JsonException("a vector is empty");
    }

    private static JsonElement Member(this JsonElement element, string name, JsonValueKind kind)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement value))
        {
            throw new JsonException($"{name} is missing");
        }

        return value.ValueKind == kind ? value : throw new JsonException($"{name} is {value.ValueKind}, expected {kind}");
    }
}
