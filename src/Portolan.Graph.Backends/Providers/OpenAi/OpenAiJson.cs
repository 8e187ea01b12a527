using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>The JSON of OpenAI's requests, and what their replies have in common.</summary>
internal static class OpenAiJson
{
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The body of a chat request, without what only streams need.</summary>
    /// <param name="json">Where to write, within an object.</param>
    /// <param name="model">The model.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">Settings.</param>
    /// <param name="maxTokensName">OpenAI's newer models want another name than all other servers know.</param>
    public static void WriteChat(Utf8JsonWriter json, string model, IEnumerable<ChatMessage> messages, ChatOptions? options, string maxTokensName)
    {
        json.WriteString("model", model);
        json.WriteStartArray("messages");
        if (options?.Instructions is { } instructions)
        {
            WriteMessage(json, "system", instructions);
        }

        foreach (ChatMessage message in messages)
        {
            WriteMessage(json, message.Role.Value, message.Text);
        }

        json.WriteEndArray();
        WriteSettings(json, options, maxTokensName);
        switch (options?.ResponseFormat)
        {
            case ChatResponseFormatJson { Schema: { } schema } format:
                json.WriteStartObject("response_format");
                json.WriteString("type", "json_schema");
                json.WriteStartObject("json_schema");
                json.WriteString("name", format.SchemaName ?? "reply");
                json.WritePropertyName("schema");
                schema.WriteTo(json);
                json.WriteBoolean("strict", IsStrict(schema));
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case ChatResponseFormatJson:
                json.WriteStartObject("response_format");
                json.WriteString("type", "json_object");
                json.WriteEndObject();
                break;
        }
    }

    public static void WriteSettings(Utf8JsonWriter json, ChatOptions? options, string maxTokensName)
    {
        if (options?.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (options?.TopP is { } topP)
        {
            json.WriteNumber("top_p", topP);
        }

        if (options?.MaxOutputTokens is { } most)
        {
            json.WriteNumber(maxTokensName, most);
        }

        if (options?.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        if (options?.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop");
            foreach (string stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>The reply in the body of a chat completion, wherever that body was found.</summary>
    public static ChatResponse ReadChat(JsonElement root)
    {
        JsonElement choices = root.Array("choices");
        JsonElement choice = choices.GetArrayLength() > 0 ? choices[0] : throw new JsonException("choices is empty");
        JsonElement message = choice.Object("message");
        string? refusal = message.TextOrNull("refusal");
        string finish = refusal is null ? choice.TextOrNull("finish_reason") ?? "" : "refusal";
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, refusal ?? message.TextOrNull("content") ?? ""))
        {
            ModelId = root.TextOrNull("model"),
            FinishReason = finish.Length == 0 ? null : new ChatFinishReason(finish),
            Usage = ReadUsage(root),
        };
    }

    /// <summary>One piece of a streamed reply; the last pieces have no choices and may have the usage.</summary>
    /// <param name="chunk">The piece.</param>
    /// <param name="textOf">Where a choice has its text.</param>
    public static ChatResponseUpdate ReadUpdate(JsonElement chunk, Func<JsonElement, string?> textOf)
    {
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ModelId = chunk.TextOrNull("model") };
        JsonElement choices = chunk.Array("choices");
        if (choices.GetArrayLength() > 0)
        {
            update.FinishReason = choices[0].TextOrNull("finish_reason") is { } finish ? new ChatFinishReason(finish) : null;
            if (textOf(choices[0]) is { Length: > 0 } text)
            {
                update.Contents.Add(new TextContent(text));
            }
        }

        if (ReadUsage(chunk) is { } usage)
        {
            update.Contents.Add(new UsageContent(usage));
        }

        return update;
    }

    public static UsageDetails? ReadUsage(JsonElement root)
    {
        JsonElement usage = root.ObjectOrNone("usage");
        return usage.ValueKind == JsonValueKind.Undefined
            ? null
            : new UsageDetails { InputTokenCount = usage.CountOrNull("prompt_tokens"), OutputTokenCount = usage.CountOrNull("completion_tokens") };
    }

    /// <summary>OpenAI's strict mode wants every object closed and every property required; elsewhere it would refuse the request.</summary>
    public static bool IsStrict(JsonElement schema)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.Array:
                return schema.EnumerateArray().All(IsStrict);
            case JsonValueKind.Object:
                if (schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object)
                {
                    bool closed = schema.TryGetProperty("additionalProperties", out JsonElement additional) && additional.ValueKind == JsonValueKind.False;
                    int required = schema.TryGetProperty("required", out JsonElement names) && names.ValueKind == JsonValueKind.Array ? names.GetArrayLength() : 0;
                    if (!closed || required != properties.EnumerateObject().Count())
                    {
                        return false;
                    }
                }

                return schema.EnumerateObject().All(static one => IsStrict(one.Value));
            default:
                return true;
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", content);
        json.WriteEndObject();
    }
}
