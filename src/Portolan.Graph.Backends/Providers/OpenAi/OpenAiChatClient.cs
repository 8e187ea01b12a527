using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary><c>/v1/chat/completions</c>.</summary>
internal sealed class OpenAiChatClient(OpenAiTransport transport, string model, string maxTokensName, Uri address)
    : ProviderChatClient("openai", address, model)
{
    private const string Path = "chat/completions";

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        byte[] body = BodyOf(messages, options, stream: false);
        using JsonDocument reply = await transport.PostAsync(Path, body, cancellationToken).ConfigureAwait(false);
        return OpenAiJson.ReadChat(reply.RootElement);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (JsonElement chunk in transport.StreamAsync(Path, BodyOf(messages, options, stream: true), cancellationToken).ConfigureAwait(false))
        {
            yield return OpenAiJson.ReadUpdate(chunk, TextOf);
        }
    }

    private static string? TextOf(JsonElement choice)
    {
        JsonElement delta = choice.ObjectOrNone("delta");
        return delta.TextOrNull("content") ?? delta.TextOrNull("refusal");
    }

    private byte[] BodyOf(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) => OpenAiJson.Write(json =>
    {
        OpenAiJson.WriteChat(json, Model, messages, options, maxTokensName);
        if (stream)
        {
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }
    });
}
