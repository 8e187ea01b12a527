using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Cohere's older <c>/v1/generate</c>: one text continues another.</summary>
internal sealed class CohereGenerateClient(CohereTransport transport, string model, Uri address)
    : ProviderChatClient("cohere", address, model)
{
    private const string Path = "v1/generate";

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using JsonDocument reply = await transport.PostAsync(Path, BodyOf(messages, options, stream: false), cancellationToken).ConfigureAwait(false);
        JsonElement generations = reply.RootElement.Array("generations");
        JsonElement first = generations.GetArrayLength() > 0 ? generations[0] : throw new JsonException("generations is empty");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, first.Text("text")))
        {
            ModelId = Model,
            FinishReason = CohereJson.FinishReason(first.TextOrNull("finish_reason")),
            Usage = CohereJson.ReadUsage(reply.RootElement.ObjectOrNone("meta")),
        };
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await transport.OpenAsync(Path, BodyOf(messages, options, stream: true), cancellationToken).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        bool ended = false;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement piece = document.RootElement;
            var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ModelId = Model };
            ended = piece.TryGetProperty("is_finished", out JsonElement finished) && finished.ValueKind == JsonValueKind.True;
            if (ended)
            {
                update.FinishReason = CohereJson.FinishReason(piece.TextOrNull("finish_reason"));
                if (CohereJson.ReadUsage(piece.ObjectOrNone("response").ObjectOrNone("meta")) is { } usage)
                {
                    update.Contents.Add(new UsageContent(usage));
                }
            }
            else if (piece.TextOrNull("text") is { } text)
            {
                update.Contents.Add(new TextContent(text));
            }

            yield return update;
        }

        if (!ended)
        {
            throw new IOException("the stream of lines ended in the middle");
        }
    }

    private byte[] BodyOf(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) => OpenAiJson.Write(json =>
    {
        json.WriteString("model", Model);
        json.WriteString("prompt", string.Join("\n\n", messages.Select(static message => message.Text)));
        json.WriteBoolean("stream", stream);
        CohereJson.WriteSettings(json, options);
    });
}
