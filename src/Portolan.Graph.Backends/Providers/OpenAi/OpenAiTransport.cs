using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OpenAI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Sends requests over the pipeline of the OpenAI package, whose own retries are off, and reads the replies' JSON.</summary>
/// <remarks>The JSON is ours, because other servers of this protocol leave out what the package's types take for granted.</remarks>
internal sealed class OpenAiTransport : IDisposable
{
    // Error pages beyond are not worth reading.
    private const int MaxErrorBytes = 1 << 16;

    private readonly HttpClient http;
    private readonly ClientPipeline pipeline;
    private readonly OpenAiEndpoint endpoint;
    private readonly FaultReader faults;
    private readonly TimeProvider timeProvider;

    public OpenAiTransport(OpenAiEndpoint endpoint, Secret? key, FaultReader faults, TimeProvider timeProvider)
    {
        this.endpoint = endpoint;
        this.faults = faults;
        this.timeProvider = timeProvider;
        http = BackendHttp.CreateClient();
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint.Base,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (key is null || endpoint.IsAzure)
        {
            options.AddPolicy(new KeyHeader(key), PipelinePosition.BeforeTransport);
        }

        pipeline = new OpenAIClient(new ApiKeyCredential(key?.Reveal() ?? "none"), options).Pipeline;
    }

    /// <summary>Posts JSON and reads the JSON of the reply.</summary>
    public Task<JsonDocument> PostAsync(string path, byte[] json, CancellationToken cancellationToken) =>
        SendAsync("POST", path, json, "application/json", cancellationToken);

    /// <summary>Sends a request and reads the JSON of the reply.</summary>
    public async Task<JsonDocument> SendAsync(string method, string path, byte[]? body, string? contentType, CancellationToken cancellationToken)
    {
        using PipelineResponse response = await OpenAsync(method, path, body, contentType, cancellationToken).ConfigureAwait(false);
        return JsonDocument.Parse(await JsonReply.ReadBytesAsync(response.ContentStream ?? Stream.Null, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Gets a file.</summary>
    public async Task<byte[]> GetBytesAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        using PipelineResponse response = await OpenAsync("GET", path, null, null, cancellationToken).ConfigureAwait(false);
        return await JsonReply.ReadBytesAsync(response.ContentStream ?? Stream.Null, cancellationToken, maxBytes).ConfigureAwait(false);
    }

    /// <summary>Posts JSON and reads the events of the reply as they come, without the one that ends them.</summary>
    public async IAsyncEnumerable<JsonElement> StreamAsync(string path, byte[] json, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PipelineResponse response = await OpenAsync("POST", path, json, "application/json", cancellationToken).ConfigureAwait(false);
        bool ended = false;
        await foreach (SseItem<string> item in SseParser.Create(response.ContentStream ?? Stream.Null).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item.Data == "[DONE]")
            {
                ended = true;
                break;
            }

            using JsonDocument document = JsonDocument.Parse(item.Data);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out _))
            {
                throw faults.OfStatus(500, item.Data, retryAfter: null);
            }

            yield return document.RootElement.Clone();
        }

        if (!ended)
        {
            throw new IOException("the stream of events ended in the middle");
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<PipelineResponse> OpenAsync(string method, string path, byte[]? body, string? contentType, CancellationToken cancellationToken)
    {
        using PipelineMessage message = pipeline.CreateMessage();
        message.Apply(new RequestOptions { CancellationToken = cancellationToken, BufferResponse = false });
        message.Request.Method = method;
        message.Request.Uri = endpoint.UriOf(path);
        message.Request.Headers.Set("Accept", "application/json");
        if (body is not null)
        {
            message.Request.Headers.Set("Content-Type", contentType!);
            message.Request.Content = BinaryContent.Create(BinaryData.FromBytes(body));
        }

        await pipeline.SendAsync(message).ConfigureAwait(false);
        PipelineResponse response = message.ExtractResponse()!;
        if (response.Status is >= 200 and < 300)
        {
            return response;
        }

        using (response)
        {
            TimeSpan? retryAfter = RetryAfter.Read(name => response.Headers.TryGetValue(name, out string? value) ? value : null, timeProvider);
            string said = await BackendHttp.ReadErrorAsync(response.ContentStream, MaxErrorBytes, cancellationToken).ConfigureAwait(false);
            throw faults.OfStatus(response.Status, said, retryAfter);
        }
    }

    /// <summary>Takes out the header that the package writes: Azure wants the key in another, and a server without a key wants none.</summary>
    private sealed class KeyHeader(Secret? key) : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Change(message);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Change(message);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private void Change(PipelineMessage message)
        {
            message.Request.Headers.Remove("Authorization");
            if (key is not null)
            {
                message.Request.Headers.Set("api-key", key.Reveal());
            }
        }
    }
}
