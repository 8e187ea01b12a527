using System.Text;
using System.Text.Json;

namespace Portolan.Testing;

public sealed partial class OpenAiServer
{
    private readonly Dictionary<string, string> files = [];
    private readonly List<Batch> batches = [];

    /// <summary>Batches that were submitted.</summary>
    public int BatchCount
    {
        get
        {
            lock (gate)
            {
                return batches.Count;
            }
        }
    }

    private Reply? AnswerBatches(OpenAiRequest request)
    {
        lock (gate)
        {
            string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            return (request.Method, parts[^1]) switch
            {
                ("POST", "files") => Upload(request.Body.GetString()!),
                ("POST", "batches") => Submit(request.Body),
                ("GET", "batches") => new Reply(200, JsonSerializer.Serialize(new { @object = "list", data = batches.AsEnumerable().Reverse().Select(one => one.ToJson()), has_more = false })),
                ("GET", "content") when files.TryGetValue(parts[^2], out string? content) => new Reply(200, content, ContentType: "application/octet-stream"),
                ("GET", var id) when batches.Find(one => one.Id == id) is { } batch => Poll(batch),
                _ => null,
            };
        }
    }

    private Reply Upload(string form)
    {
        // multipart/form-data: the part named file, between its empty line and the next boundary.
        string boundary = form[..form.IndexOf("\r\n", StringComparison.Ordinal)];
        foreach (string part in form.Split(boundary))
        {
            int at = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (at > 0 && part[..at].Contains("name=\"file\"", StringComparison.Ordinal))
            {
                string id = $"file-{files.Count + 1}";
                files[id] = part[(at + 4)..^2];
                return new Reply(200, JsonSerializer.Serialize(new { id, @object = "file", purpose = "batch", bytes = files[id].Length }));
            }
        }

        return Error(400, "no file in the form");
    }

    private Reply Submit(JsonElement body)
    {
        string input = body.GetProperty("input_file_id").GetString()!;
        if (!files.TryGetValue(input, out string? content))
        {
            return Error(400, $"no file {input}");
        }

        var batch = new Batch
        {
            Id = $"batch_{batches.Count + 1}",
            Input = input,
            Total = content.Count(one => one == '\n'),
            Metadata = body.TryGetProperty("metadata", out JsonElement metadata) ? metadata.Clone() : default,
        };
        batches.Add(batch);
        return new Reply(200, JsonSerializer.Serialize(batch.ToJson()));
    }

    private Reply Poll(Batch batch)
    {
        if (++batch.Polls >= Options.BatchPolls && batch.Status is "validating" or "in_progress")
        {
            Finish(batch);
        }
        else if (batch.Status == "validating")
        {
            batch.Status = "in_progress";
        }

        return new Reply(200, JsonSerializer.Serialize(batch.ToJson()));
    }

    private void Finish(Batch batch)
    {
        batch.Status = Options.BatchEnd;
        var output = new StringBuilder();
        var errors = new StringBuilder();

        // In reverse, because results come in any order.
        foreach (string line in files[batch.Input].Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement body = document.RootElement.GetProperty("body");
            string prompt = PromptsIn(body)[0];
            string id = document.RootElement.GetProperty("custom_id").GetString()!;
            if (Options.BatchItemFails(prompt))
            {
                errors.Append(JsonSerializer.Serialize(new
                {
                    custom_id = id,
                    response = new { status_code = 400, body = new { error = new { message = $"bad prompt {prompt}" } } },
                    error = (object?)null,
                })).Append('\n');
                continue;
            }

            if (batch.Status == "expired" && output.Length > 0)
            {
                errors.Append(JsonSerializer.Serialize(new { custom_id = id, response = (object?)null, error = new { code = "batch_expired", message = "too late" } })).Append('\n');
                continue;
            }

            prompts[prompt] = prompts.GetValueOrDefault(prompt) + 1;
            using JsonDocument reply = JsonDocument.Parse(ChatBody(body, Options.Reply(prompt)));
            output.Append(JsonSerializer.Serialize(new { custom_id = id, response = new { status_code = 200, body = reply.RootElement }, error = (object?)null })).Append('\n');
        }

        batch.Output = Store(output);
        batch.Errors = Store(errors);
    }

    private string? Store(StringBuilder content)
    {
        if (content.Length == 0)
        {
            return null;
        }

        string id = $"file-{files.Count + 1}";
        files[id] = content.ToString();
        return id;
    }

    private sealed class Batch
    {
        public required string Id { get; init; }

        public required string Input { get; init; }

        public required int Total { get; init; }

        public required JsonElement Metadata { get; init; }

        public int Polls { get; set; }

        public string Status { get; set; } = "validating";

        public string? Output { get; set; }

        public string? Errors { get; set; }

        public object ToJson() => new
        {
            id = Id,
            @object = "batch",
            endpoint = "/v1/chat/completions",
            input_file_id = Input,
            status = Status,
            output_file_id = Output,
            error_file_id = Errors,
            metadata = Metadata.ValueKind == JsonValueKind.Undefined ? (object?)null : Metadata,
            request_counts = new { total = Total, completed = Output is null ? 0 : Total, failed = 0 },
        };
    }
}
