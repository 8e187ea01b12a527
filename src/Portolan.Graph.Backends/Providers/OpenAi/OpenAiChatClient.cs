using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary><c>/v1/chat/completions</c>.</summary>
internal sealed class OpenAiChatClient(OpenAiTransport transport, string model, string maxTokensName, Uri address) : IChatClient
{
    private const string Path = "chat/completions";

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        byte[] body = BodyOf(messages, options, stream: false);
        using JsonDocument reply = await transport.PostAsync(Path, body, cancellationToken).ConfigureAwait(false);
        return OpenAiJson.ReadChat(reply.RootElement);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (JsonElement chunk in transport.StreamAsync(Path, BodyOf(messages, options, stream: true), cancellationToken).ConfigureAwait(false))
        {
            var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ModelId = chunk.TextOrNull("model") };
            JsonElement choices = chunk.Array("choices");
            if (choices.GetArrayLength() > 0)
            {
                update.FinishReason = choices[0].TextOrNull("finish_reason") is { } finish ? new ChatFinishReason(finish) : null;
                JsonElement delta = choices[0].ObjectOrNone("delta");
                if ((delta.TextOrNull("content") ?? delta.TextOrNull("refusal")) is { Length: > 0 } text)
                {
                    update.Contents.Add(new TextContent(text));
                }
            }

            if (OpenAiJson.ReadUsage(chunk) is { } usage)
            {
                update.Contents.Add(new UsageContent(usage));
            }

            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", address, model)
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        // The transport belongs to the backend.
    }

    private byte[] BodyOf(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) => OpenAiJson.Write(json =>
    {
        OpenAiJson.WriteChat(json, model, messages, options, maxTokensName);
        if (stream)
        {
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }
    });
}
