using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary><c>/v1/completions</c>, which takes several prompts in one request. A conversation becomes one text.</summary>
internal sealed class OpenAiCompletionsClient(OpenAiTransport transport, string model, Uri address)
    : ProviderChatClient("openai", address, model), IPromptBatchClient
{
    private const string Path = "completions";

    public async Task<PromptBatchReply> CompleteAsync(IReadOnlyList<string> prompts, ChatOptions options, CancellationToken cancellationToken)
    {
        byte[] body = BodyOf([.. prompts.Select(prompt => WithInstructions(options.Instructions, prompt))], options, stream: false);
        using JsonDocument reply = await transport.PostAsync(Path, body, cancellationToken).ConfigureAwait(false);
        JsonElement root = reply.RootElement;
        var replies = new (string Text, string FinishReason)?[prompts.Count];
        foreach (JsonElement choice in root.Array("choices").EnumerateArray())
        {
            int index = choice.Int("index");
            if (index < 0 || index >= replies.Length || replies[index] is not null)
            {
                throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"choices has index {index} for {replies.Length} prompts, or has it twice"));
            }

            replies[index] = (choice.Text("text"), choice.TextOrNull("finish_reason") ?? "");
        }

        UsageDetails? usage = OpenAiJson.ReadUsage(root);
        return new PromptBatchReply(
            [.. replies.Select((one, i) => one ?? throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"choices has nothing for prompt {i}")))],
            root.TextOrNull("model") ?? Model,
            usage?.InputTokenCount,
            usage?.OutputTokenCount);
    }

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        PromptBatchReply reply = await CompleteAsync([TextOf(messages)], options ?? new ChatOptions(), cancellationToken).ConfigureAwait(false);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, reply.Replies[0].Text))
        {
            ModelId = reply.Model,
            FinishReason = reply.Replies[0].FinishReason is { Length: > 0 } finish ? new ChatFinishReason(finish) : null,
            Usage = new UsageDetails { InputTokenCount = reply.TokensIn, OutputTokenCount = reply.TokensOut },
        };
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        byte[] body = BodyOf([WithInstructions(options?.Instructions, TextOf(messages))], options, stream: true);
        await foreach (JsonElement chunk in transport.StreamAsync(Path, body, cancellationToken).ConfigureAwait(false))
        {
            yield return OpenAiJson.ReadUpdate(chunk, static choice => choice.TextOrNull("text"));
        }
    }

    private static string TextOf(IEnumerable<ChatMessage> messages) => string.Join("\n\n", messages.Select(static message => message.Text));

    private static string WithInstructions(string? instructions, string prompt) => instructions is null ? prompt : $"{instructions}\n\n{prompt}";

    private byte[] BodyOf(IReadOnlyList<string> prompts, ChatOptions? options, bool stream) => OpenAiJson.Write(json =>
    {
        json.WriteString("model", Model);
        json.WriteStartArray("prompt");
        foreach (string prompt in prompts)
        {
            json.WriteStringValue(prompt);
        }

        json.WriteEndArray();
        OpenAiJson.WriteSettings(json, options, "max_tokens");
        if (stream)
        {
            json.WriteBoolean("stream", true);
        }
    });
}
