using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portolan.Testing;

public sealed partial class OpenAiServer
{
    /// <summary>The vector that the server gives for a text: eight numbers from its SHA-256.</summary>
    public static float[] VectorOf(string text, int dimensions = 8) =>
        [.. SHA256.HashData(Encoding.UTF8.GetBytes(text)).Take(dimensions).Select(one => (one - 127.5f) / 128)];

    private static List<string> PromptsIn(JsonElement body)
    {
        var found = new List<string>();
        if (body.ValueKind != JsonValueKind.Object)
        {
            return found;
        }

        if (body.TryGetProperty("messages", out JsonElement messages))
        {
            found.Add(messages.EnumerateArray().Last(one => one.GetProperty("role").GetString() == "user").GetProperty("content").GetString()!);
        }

        foreach (string name in new[] { "prompt", "input", "texts" })
        {
            if (body.TryGetProperty(name, out JsonElement texts))
            {
                found.AddRange(texts.ValueKind == JsonValueKind.Array ? texts.EnumerateArray().Select(one => one.GetString()!) : [texts.GetString()!]);
            }
        }

        return found;
    }

    private Reply AnswerOf(OpenAiRequest request, string? says)
    {
        string path = request.Path;
        Reply? answer = request.Method switch
        {
            "POST" when path.EndsWith("/chat/completions", StringComparison.Ordinal) => Flag(request.Body, "stream") ? StreamedChat(request, says) : Chat(request, says),
            "POST" when path.EndsWith("/completions", StringComparison.Ordinal) => Completions(request, says),
            "POST" when path.EndsWith("/embeddings", StringComparison.Ordinal) => Embeddings(request),
            "POST" when path.EndsWith("/v2/chat", StringComparison.Ordinal) => CohereChat(request, says),
            "POST" when path.EndsWith("/v2/embed", StringComparison.Ordinal) => CohereEmbed(request),
            "POST" when path.EndsWith("/v1/generate", StringComparison.Ordinal) => CohereGenerate(request, says),
            _ => AnswerBatches(request),
        };
        return answer ?? Error(404, $"nothing at {request.Method} {path}");
    }

    private void CountPrompts(IReadOnlyList<string> answered)
    {
        lock (gate)
        {
            foreach (string prompt in answered)
            {
                prompts[prompt] = prompts.GetValueOrDefault(prompt) + 1;
            }
        }
    }

    private static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private Reply Chat(OpenAiRequest request, string? says) => new(200, ChatBody(request.Body, says ?? Options.Reply(request.Prompts[0])));

    private static string ChatBody(JsonElement body, string text) => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        model = body.GetProperty("model").GetString(),
        choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = "stop" } },
        usage = new { prompt_tokens = ChatTokens(body), completion_tokens = CountTokens(text), total_tokens = ChatTokens(body) + CountTokens(text) },
    });

    private static long ChatTokens(JsonElement body) => body.GetProperty("messages").EnumerateArray().Sum(one => CountTokens(one.GetProperty("content").GetString()!));

    private Reply StreamedChat(OpenAiRequest request, string? says)
    {
        string text = says ?? Options.Reply(request.Prompts[0]);
        string model = request.Body.GetProperty("model").GetString()!;
        var events = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            Event(new { index = 0, delta = new { content = events.Length == 0 ? word : " " + word }, finish_reason = (string?)null });
        }

        Event(new { index = 0, delta = new { }, finish_reason = "stop" });
        if (request.Body.TryGetProperty("stream_options", out JsonElement options) && Flag(options, "include_usage"))
        {
            events.Append("data: ").Append(JsonSerializer.Serialize(new
            {
                model,
                choices = Array.Empty<object>(),
                usage = new { prompt_tokens = ChatTokens(request.Body), completion_tokens = CountTokens(text) },
            })).Append("\n\n");
        }

        return new Reply(200, events.Append("data: [DONE]\n\n").ToString(), ContentType: "text/event-stream");

        void Event(object choice) =>
            events.Append("data: ").Append(JsonSerializer.Serialize(new { @object = "chat.completion.chunk", model, choices = new[] { choice } })).Append("\n\n");
    }

    private Reply Completions(OpenAiRequest request, string? says)
    {
        string[] texts = [.. request.Prompts.Select(prompt => says ?? Options.Reply(prompt))];

        // In reverse, because the protocol orders by index, not by place.
        return new Reply(200, JsonSerializer.Serialize(new
        {
            id = "cmpl-1",
            @object = "text_completion",
            model = request.Body.GetProperty("model").GetString(),
            choices = texts.Select((text, index) => new { text, index, finish_reason = "stop" }).Reverse(),
            usage = new { prompt_tokens = request.Prompts.Sum(CountTokens), completion_tokens = texts.Sum(CountTokens) },
        }));
    }

    private static Reply Embeddings(OpenAiRequest request)
    {
        int dimensions = request.Body.TryGetProperty("dimensions", out JsonElement value) ? value.GetInt32() : 8;
        return new Reply(200, JsonSerializer.Serialize(new
        {
            @object = "list",
            model = request.Body.GetProperty("model").GetString(),
            data = request.Prompts.Select((text, index) => new { @object = "embedding", index, embedding = VectorOf(text, dimensions) }).Reverse(),
            usage = new { prompt_tokens = request.Prompts.Sum(CountTokens), total_tokens = request.Prompts.Sum(CountTokens) },
        }));
    }
}
