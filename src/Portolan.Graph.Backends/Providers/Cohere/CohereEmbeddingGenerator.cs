using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Cohere's <c>/v2/embed</c>.</summary>
internal sealed class CohereEmbeddingGenerator(CohereTransport transport, string model, Uri address) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string DefaultPurpose = "search_document";

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        object? purpose = null;
        options?.AdditionalProperties?.TryGetValue(EmbedOperation.PurposeProperty, out purpose);
        byte[] body = OpenAiJson.Write(json =>
        {
            json.WriteString("model", model);
            json.WriteString("input_type", purpose as string ?? DefaultPurpose);
            json.WriteStartArray("texts");
            foreach (string text in values)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
            json.WriteStartArray("embedding_types");
            json.WriteStringValue("float");
            json.WriteEndArray();
            if (options?.Dimensions is { } dimensions)
            {
                json.WriteNumber("output_dimension", dimensions);
            }
        });
        using JsonDocument reply = await transport.PostAsync("v2/embed", body, cancellationToken).ConfigureAwait(false);
        JsonElement vectors = reply.RootElement.Object("embeddings").Array("float");
        return new GeneratedEmbeddings<Embedding<float>>(vectors.EnumerateArray().Select(one => new Embedding<float>(JsonReply.Vector(one)) { ModelId = model }).ToList())
        {
            Usage = CohereJson.ReadUsage(reply.RootElement.ObjectOrNone("meta")),
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("cohere", address, model)
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        // The transport belongs to the backend.
    }
}
