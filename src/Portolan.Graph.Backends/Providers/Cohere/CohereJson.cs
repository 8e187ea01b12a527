using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>What Cohere's endpoints have in common.</summary>
internal static class CohereJson
{
    public static void WriteSettings(Utf8JsonWriter json, ChatOptions? options)
    {
        if (options?.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (options?.TopP is { } topP)
        {
            json.WriteNumber("p", topP);
        }

        if (options?.MaxOutputTokens is { } most)
        {
            json.WriteNumber("max_tokens", most);
        }

        if (options?.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        if (options?.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop_sequences");
            foreach (string stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Why a reply ends, in the words of Microsoft.Extensions.AI where it has them.</summary>
    public static ChatFinishReason? FinishReason(string? reason) => reason switch
    {
        null => null,
        "COMPLETE" or "STOP_SEQUENCE" => ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        _ => new ChatFinishReason(reason.ToLowerInvariant()),
    };

    /// <summary>What is billed; without it, what was counted.</summary>
    /// <param name="usage">An object with <c>billed_units</c> and perhaps <c>tokens</c>.</param>
    public static UsageDetails? ReadUsage(JsonElement usage)
    {
        JsonElement billed = usage.ObjectOrNone("billed_units");
        JsonElement counts = billed.ValueKind == JsonValueKind.Undefined ? usage.ObjectOrNone("tokens") : billed;
        return counts.ValueKind == JsonValueKind.Undefined
            ? null
            : new UsageDetails { InputTokenCount = counts.CountOrNull("input_tokens"), OutputTokenCount = counts.CountOrNull("output_tokens") };
    }
}
