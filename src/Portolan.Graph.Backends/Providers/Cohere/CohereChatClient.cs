using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Cohere's <c>/v2/chat</c>.</summary>
internal sealed class CohereChatClient(CohereTransport transport, string model, Uri address)
    : ProviderChatClient("cohere", address, model)
{
    private const string Path = "v2/chat";

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using JsonDocument reply = await transport.PostAsync(Path, BodyOf(messages, options, stream: false), cancellationToken).ConfigureAwait(false);
        JsonElement root = reply.RootElement;
        string text = string.Concat(root.Object("message").Array("content").EnumerateArray()
            .Where(static one => one.TextOrNull("type") is null or "text")
            .Select(static one => one.Text("text")));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = Model,
            FinishReason = CohereJson.FinishReason(root.TextOrNull("finish_reason")),
            Usage = CohereJson.ReadUsage(root.ObjectOrNone("usage")),
        };
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await transport.OpenAsync(Path, BodyOf(messages, options, stream: true), cancellationToken).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        bool ended = false;
        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            using JsonDocument document = JsonDocument.Parse(item.Data);
            JsonElement happened = document.RootElement;
            JsonElement delta = happened.ObjectOrNone("delta");
            switch (happened.TextOrNull("type"))
            {
                case "content-delta":
                    yield return new ChatResponseUpdate(ChatRole.Assistant, delta.Object("message").Object("content").Text("text")) { ModelId = Model };
                    break;
                case "message-end":
                    ended = true;
                    var end = new ChatResponseUpdate { Role = ChatRole.Assistant, ModelId = Model, FinishReason = CohereJson.FinishReason(delta.TextOrNull("finish_reason")) };
                    if (CohereJson.ReadUsage(delta.ObjectOrNone("usage")) is { } usage)
                    {
                        end.Contents.Add(new UsageContent(usage));
                    }

                    yield return end;
                    break;
            }
        }

        if (!ended)
        {
            throw new IOException("the stream of events ended in the middle");
        }
    }

    private byte[] BodyOf(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) => OpenAiJson.Write(json =>
    {
        json.WriteString("model", Model);
        json.WriteBoolean("stream", stream);
        json.WriteStartArray("messages");
        foreach (ChatMessage message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            json.WriteString("content", message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        CohereJson.WriteSettings(json, options);
        if (options?.ResponseFormat is ChatResponseFormatJson format)
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", "json_object");
            if (format.Schema is { } schema)
            {
                json.WritePropertyName("json_schema");
                schema.WriteTo(json);
            }

            json.WriteEndObject();
        }
    });
}
