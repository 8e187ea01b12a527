using System.Text;
using System.Text.Json;

namespace Portolan.Testing;

public sealed partial class OpenAiServer
{
    private Reply CohereChat(OpenAiRequest request, string? says)
    {
        string text = says ?? Options.Reply(request.Prompts[0]);
        var usage = new
        {
            billed_units = new { input_tokens = ChatTokens(request.Body), output_tokens = CountTokens(text) },
            tokens = new { input_tokens = ChatTokens(request.Body) + 100, output_tokens = CountTokens(text) },
        };
        if (!Flag(request.Body, "stream"))
        {
            return new Reply(200, JsonSerializer.Serialize(new
            {
                id = "1",
                finish_reason = "COMPLETE",
                message = new { role = "assistant", content = new[] { new { type = "text", text } } },
                usage,
            }));
        }

        var events = new StringBuilder();
        Event("message-start", new { type = "message-start", id = "1", delta = new { message = new { role = "assistant" } } });
        Event("content-start", new { type = "content-start", index = 0, delta = new { message = new { content = new { type = "text", text = "" } } } });
        int written = 0;
        foreach (string word in text.Split(' '))
        {
            Event("content-delta", new { type = "content-delta", index = 0, delta = new { message = new { content = new { text = written++ == 0 ? word : " " + word } } } });
        }

        Event("content-end", new { type = "content-end", index = 0 });
        Event("message-end", new { type = "message-end", delta = new { finish_reason = "COMPLETE", usage } });
        return new Reply(200, events.ToString(), ContentType: "text/event-stream");

        void Event(string name, object data) => events.Append("event: ").Append(name).Append("\ndata: ").Append(JsonSerializer.Serialize(data)).Append("\n\n");
    }

    private static Reply CohereEmbed(OpenAiRequest request) => request.Body.TryGetProperty("input_type", out _)
        ? new(200, JsonSerializer.Serialize(new
        {
            id = "1",
            embeddings = new { @float = request.Prompts.Select(text => VectorOf(text)) },
            texts = request.Prompts,
            meta = new { billed_units = new { input_tokens = request.Prompts.Sum(CountTokens) } },
        }))
        : new Reply(400, "{\"message\":\"valid input_type must be provided with the provided model\"}");

    private Reply CohereGenerate(OpenAiRequest request, string? says)
    {
        string text = says ?? Options.Reply(request.Prompts[0]);
        var whole = new
        {
            id = "1",
            generations = new[] { new { id = "2", text, finish_reason = "COMPLETE" } },
            prompt = request.Prompts[0],
            meta = new { billed_units = new { input_tokens = CountTokens(request.Prompts[0]), output_tokens = CountTokens(text) } },
        };
        if (!Flag(request.Body, "stream"))
        {
            return new Reply(200, JsonSerializer.Serialize(whole));
        }

        var lines = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            lines.Append(JsonSerializer.Serialize(new { text = lines.Length == 0 ? word : " " + word, is_finished = false })).Append('\n');
        }

        lines.Append(JsonSerializer.Serialize(new { is_finished = true, finish_reason = "COMPLETE", response = whole })).Append('\n');
        return new Reply(200, lines.ToString(), ContentType: "application/stream+json");
    }
}
