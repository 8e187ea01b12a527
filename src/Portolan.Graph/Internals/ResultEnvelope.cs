using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portolan.Graph.Internals;

/// <summary>The JSON around a stored result. Layout: <c>docs/formats/result-store.md</c>.</summary>
internal static class ResultEnvelope
{
    public const string Format = "portolan-result";
    public const int FormatVersion = 1;

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(ResultAddress address, ReadOnlySpan<byte> payload)
    {
        var buffer = new ArrayBufferWriter<byte>(payload.Length + 512);
        using var json = new Utf8JsonWriter(buffer, GraphJson.WriterOptions);
        json.WriteStartObject();
        json.WriteString("format"u8, Format);
        json.WriteNumber("formatVersion"u8, FormatVersion);
        json.WriteString("operation"u8, address.Operation);
        json.WriteNumber("version"u8, address.Version);
        json.WriteString("key"u8, address.Key.ToString());
        json.WriteString("payloadSha256"u8, Convert.ToHexStringLower(SHA256.HashData(payload)));
        json.WritePropertyName("payload"u8);
        json.WriteRawValue(payload, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Finds the payload and checks everything around it.</summary>
    /// <returns>Null when the entry is good; otherwise what was found and what was expected, with a byte offset where one is known.</returns>
    public static string? Read(ReadOnlySpan<byte> file, ResultAddress expected, out Range payload)
    {
        payload = default;
        try
        {
            return ReadFields(file, expected, out payload);
        }
        catch (JsonException e)
        {
            return $"is not JSON: {e.Message}";
        }
        catch (InvalidOperationException e)
        {
            // The reader's answer to text that is not UTF-8.
            return $"is not JSON: {e.Message}";
        }
    }

    private static string? ReadFields(ReadOnlySpan<byte> file, ResultAddress expected, out Range payload)
    {
        payload = default;
        var json = new Utf8JsonReader(file);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return $"begins with {json.TokenType}, expected an object";
        }

        // The order is fixed, so that a version this reader does not know is refused before anything else is looked at.
        if ((ReadText(ref json, "format"u8, Format) ?? ReadNumber(ref json, "formatVersion"u8, FormatVersion)
            ?? ReadText(ref json, "operation"u8, expected.Operation) ?? ReadNumber(ref json, "version"u8, expected.Version)
            ?? ReadText(ref json, "key"u8, expected.Key.ToString())) is { } problem)
        {
            return problem;
        }

        if (ReadName(ref json, "payloadSha256"u8) is { } noDigest)
        {
            return noDigest;
        }

        string? digest = json.TokenType == JsonTokenType.String ? json.GetString() : null;
        if (ReadName(ref json, "payload"u8) is { } noPayload)
        {
            return noPayload;
        }

        int start = (int)json.TokenStartIndex;
        json.Skip();
        payload = start..(int)json.BytesConsumed;
        json.Read();
        if (json.TokenType != JsonTokenType.EndObject)
        {
            return $"has {json.TokenType} at byte {json.TokenStartIndex}, expected the end of the object";
        }

        if (json.Read())
        {
            return $"goes on at byte {json.TokenStartIndex}, expected the end of the file";
        }

        string actual = Convert.ToHexStringLower(SHA256.HashData(file[payload]));
        return actual == digest ? null : $"has a payload with SHA-256 {actual}, expected {digest}";
    }

    private static string? ReadText(ref Utf8JsonReader json, ReadOnlySpan<byte> name, string expected) =>
        ReadName(ref json, name) is { } problem ? problem
        : json.TokenType == JsonTokenType.String && json.ValueTextEquals(expected) ? null
        : $"has another {Encoding.UTF8.GetString(name)} at byte {json.TokenStartIndex}, expected {expected}";

    private static string? ReadNumber(ref Utf8JsonReader json, ReadOnlySpan<byte> name, int expected) =>
        ReadName(ref json, name) is { } problem ? problem
        : json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int found)
            ? found == expected ? null : $"has {Encoding.UTF8.GetString(name)} {found}, expected {expected}"
            : $"has no number for {Encoding.UTF8.GetString(name)} at byte {json.TokenStartIndex}, expected {expected}";

    private static string? ReadName(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals(name))
        {
            return $"has no {Encoding.UTF8.GetString(name)} at byte {json.TokenStartIndex}, where it was expected";
        }

        json.Read();
        return null;
    }
}
