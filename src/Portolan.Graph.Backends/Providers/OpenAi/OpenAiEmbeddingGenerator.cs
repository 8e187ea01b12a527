using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary><c>/v1/embeddings</c>.</summary>
internal sealed class OpenAiEmbeddingGenerator(OpenAiTransport transport, string model, Uri address) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        byte[] body = OpenAiJson.Write(json =>
        {
            json.WriteString("model", model);
            json.WriteStartArray("input");
            foreach (string text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
            json.WriteString("encoding_format", "float");
            if (options?.Dimensions is { } dimensions)
            {
                json.WriteNumber("dimensions", dimensions);
            }
        });
        using JsonDocument reply = await transport.PostAsync("embeddings", body, cancellationToken).ConfigureAwait(false);
        JsonElement root = reply.RootElement;
        var vectors = new float[]?[texts.Length];
        foreach (JsonElement item in root.Array("data").EnumerateArray())
        {
            int index = item.Int("index");
            if (index < 0 || index >= vectors.Length || vectors[index] is not null)
            {
                throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"data has index {index} for {vectors.Length} texts, or has it twice"));
            }

            vectors[index] = JsonReply.Vector(item.Array("embedding"));
        }

        string answered = root.TextOrNull("model") ?? model;
        return new GeneratedEmbeddings<Embedding<float>>(vectors.Select((one, i) => new Embedding<float>(
            one ?? throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"data has nothing for text {i}"))) { ModelId = answered }))
        {
            Usage = OpenAiJson.ReadUsage(root),
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("openai", address, model)
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        // The transport belongs to the backend.
    }
}
