using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary><c>/v1/files</c> and <c>/v1/batches</c>.</summary>
internal sealed class OpenAiBatchFileClient(OpenAiTransport transport, FaultReader faults, string model, string maxTokensName) : IBatchFileClient
{
    private const string MarkerName = "portolan";

    // The provider's limit for input is 200 MB, and replies may be longer than prompts.
    private const int MaxAnswerBytes = 1 << 30;

    public byte[] BodyOf(IEnumerable<ChatMessage> messages, ChatOptions options) =>
        OpenAiJson.Write(json => OpenAiJson.WriteChat(json, model, messages, options, maxTokensName));

    public byte[] LineOf(string id, byte[] body) => OpenAiJson.Write(json =>
    {
        json.WriteString("custom_id", id);
        json.WriteString("method", "POST");
        json.WriteString("url", "/v1/chat/completions");
        json.WritePropertyName("body");
        json.WriteRawValue(body);
    });

    public async Task<string> UploadAsync(byte[] content, string name, CancellationToken cancellationToken)
    {
        // Lines of JSON have no line break within, so none begins with two dashes, and any boundary will do.
        const string boundary = "portolan-batch-file";
        var form = new ArrayBufferWriter<byte>(content.Length + 512);
        form.Write(Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"));
        form.Write(Encoding.ASCII.GetBytes(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/jsonl\r\n\r\n"));
        form.Write(content);
        form.Write(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"));
        using JsonDocument reply = await transport.SendAsync(
            "POST", "files", form.WrittenSpan.ToArray(), $"multipart/form-data; boundary={boundary}", cancellationToken).ConfigureAwait(false);
        return reply.RootElement.Text("id");
    }

    public async Task<BatchFileStatus> SubmitAsync(string fileId, string marker, CancellationToken cancellationToken)
    {
        byte[] body = OpenAiJson.Write(json =>
        {
            json.WriteString("input_file_id", fileId);
            json.WriteString("endpoint", "/v1/chat/completions");
            json.WriteString("completion_window", "24h");
            json.WriteStartObject("metadata");
            json.WriteString(MarkerName, marker);
            json.WriteEndObject();
        });
        using JsonDocument reply = await transport.PostAsync("batches", body, cancellationToken).ConfigureAwait(false);
        return StatusOf(reply.RootElement);
    }

    public async Task<BatchFileStatus?> FindAsync(string marker, CancellationToken cancellationToken)
    {
        using JsonDocument reply = await transport.SendAsync("GET", "batches?limit=100", null, null, cancellationToken).ConfigureAwait(false);
        foreach (JsonElement batch in reply.RootElement.Array("data").EnumerateArray())
        {
            if (batch.ObjectOrNone("metadata").TextOrNull(MarkerName) == marker && StatusOf(batch) is { Status: not ("failed" or "cancelled") } status)
            {
                return status;
            }
        }

        return null;
    }

    public async Task<BatchFileStatus> GetAsync(string batchId, CancellationToken cancellationToken)
    {
        using JsonDocument reply = await transport.SendAsync("GET", $"batches/{Uri.EscapeDataString(batchId)}", null, null, cancellationToken).ConfigureAwait(false);
        return StatusOf(reply.RootElement);
    }

    public Task<byte[]> DownloadAsync(string fileId, CancellationToken cancellationToken) =>
        transport.GetBytesAsync($"files/{Uri.EscapeDataString(fileId)}/content", MaxAnswerBytes, cancellationToken);

    public (string Id, ChatResponse? Answer, BackendException? Failure) ReadLine(JsonElement line)
    {
        string id = line.Text("custom_id");
        JsonElement response = line.ObjectOrNone("response");
        if (response.ValueKind == JsonValueKind.Undefined)
        {
            JsonElement error = line.ObjectOrNone("error");
            string why = faults.Clean(string.Create(CultureInfo.InvariantCulture, $"{error.TextOrNull("code")} {error.TextOrNull("message")}"));
            return (id, null, new BackendException($"the batch gave no answer to this prompt: {why}", "run again; the prompt will be submitted anew"));
        }

        int status = response.Int("status_code");
        JsonElement body = response.Object("body");
        return status is >= 200 and < 300 ? (id, OpenAiJson.ReadChat(body), null) : (id, null, faults.OfStatus(status, body.GetRawText(), retryAfter: null));
    }

    private static BatchFileStatus StatusOf(JsonElement batch)
    {
        JsonElement counts = batch.ObjectOrNone("request_counts");
        string? problem = null;
        if (batch.ObjectOrNone("errors") is { ValueKind: JsonValueKind.Object } errors
            && errors.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array && data.GetArrayLength() > 0)
        {
            problem = data[0].TextOrNull("message");
        }

        return new BatchFileStatus(
            batch.Text("id"),
            batch.Text("status"),
            batch.TextOrNull("output_file_id"),
            batch.TextOrNull("error_file_id"),
            counts.CountOrNull("completed") ?? 0,
            counts.CountOrNull("total") ?? 0,
            problem);
    }
}
