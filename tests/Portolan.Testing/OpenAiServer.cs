using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Portolan.Testing;

/// <summary>A server of OpenAI's (and Cohere's) protocol on a raw loopback socket that counts everything and misbehaves on demand.</summary>
/// <remarks>
/// Connections are kept alive. Tokens are runs without white space. It speaks <c>/v1/chat/completions</c> (also streamed),
/// <c>/v1/completions</c> with arrays, <c>/v1/embeddings</c>, <c>/v1/files</c>, <c>/v1/batches</c>, <c>/v2/chat</c>, <c>/v2/embed</c> and
/// <c>/v1/generate</c>; any prefix before these paths is ignored.
/// </remarks>
public sealed partial class OpenAiServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private readonly Lock gate = new();
    private readonly List<OpenAiRequest> requests = [];
    private readonly Dictionary<string, int> prompts = new(StringComparer.Ordinal);
    private readonly Queue<(long At, long Tokens)> window = new();
    private readonly HashSet<Socket> open = [];
    private int inFlight;

    public OpenAiServer(OpenAiServerOptions? options = null)
    {
        Options = options ?? new OpenAiServerOptions();
        listener.Start(1024);
        Base = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1");
        accepting = Task.Run(AcceptAsync);
    }

    public OpenAiServerOptions Options { get; set; }

    /// <summary>What to configure as OpenAI's base address.</summary>
    public Uri Base { get; }

    /// <summary>The address without a path.</summary>
    public Uri Root => new(Base, "/");

    /// <summary>All requests in the order of their arrival.</summary>
    public IReadOnlyList<OpenAiRequest> Requests
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    public int RequestCount
    {
        get
        {
            lock (gate)
            {
                return requests.Count;
            }
        }
    }

    /// <summary>How often each prompt was answered as it should.</summary>
    public IReadOnlyDictionary<string, int> Prompts
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<string, int>(prompts);
            }
        }
    }

    /// <summary>The most requests that were in the server at the same time.</summary>
    public int MaxInFlight { get; private set; }

    /// <summary>Requests that broke a rate limit; they were answered with 429.</summary>
    public int Violations { get; private set; }

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        lock (gate)
        {
            foreach (Socket socket in open)
            {
                socket.Dispose();
            }
        }

        accepting.Wait(TimeSpan.FromSeconds(10));
        stop.Dispose();
    }

    private static long CountTokens(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            socket.NoDelay = true;
            lock (gate)
            {
                open.Add(socket);
            }

            _ = Task.Run(() => ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                var buffer = new ReadBuffer(stream);
                while (await ReadRequestAsync(buffer) is { } request)
                {
                    if (!await AnswerAsync(stream, request))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, which is what some tests are about.
            }
            finally
            {
                lock (gate)
                {
                    open.Remove(socket);
                }
            }
        }
    }

    private async Task<OpenAiRequest?> ReadRequestAsync(ReadBuffer buffer)
    {
        if (await buffer.ReadHeadAsync(stop.Token) is not { } head)
        {
            return null;
        }

        string[] lines = head.Split("\r\n");
        string[] first = lines[0].Split(' ');
        int length = 0;
        string? authorization = null;
        foreach (string line in lines)
        {
            if (Header(line, "Content-Length") is { } value)
            {
                length = int.Parse(value, CultureInfo.InvariantCulture);
            }

            authorization = Header(line, "Authorization") ?? Header(line, "api-key") ?? authorization;
        }

        byte[] body = await buffer.ReadBodyAsync(length, stop.Token);
        string[] target = first[1].Split('?', 2);
        JsonElement json = default;
        if (body.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("{"u8))
        {
            using JsonDocument document = JsonDocument.Parse(body);
            json = document.RootElement.Clone();
        }
        else if (body.Length > 0)
        {
            json = JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(body));
        }

        lock (gate)
        {
            var request = new OpenAiRequest(requests.Count + 1, first[0], target[0], json, PromptsIn(json), authorization)
            {
                Query = target.Length > 1 ? "?" + target[1] : "",
            };
            requests.Add(request);
            MaxInFlight = Math.Max(MaxInFlight, ++inFlight);
            return request;
        }
    }

    /// <summary>Answers; false when the connection is not to be used any more.</summary>
    private async Task<bool> AnswerAsync(NetworkStream stream, OpenAiRequest request)
    {
        try
        {
            if (Options.Latency > TimeSpan.Zero)
            {
                await Task.Delay(Options.Latency, stop.Token);
            }

            Misbehaviour? wrong = Options.Misbehave(request);
            Reply answer = Allowed(request) ?? (wrong is { Body: { } body } ? new Reply(wrong.Code, body, wrong.Headers) : AnswerOf(request, wrong?.Text));
            byte[] bytes = answer.ToBytes();
            switch (wrong?.What ?? Misbehaviour.Kind.Answer)
            {
                case Misbehaviour.Kind.Drop:
                    return false;
                case Misbehaviour.Kind.Stall:
                    await stream.CopyToAsync(Stream.Null, stop.Token);
                    return false;
                case Misbehaviour.Kind.Half:
                    await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - (answer.Length / 2) - 1), stop.Token);
                    return false;
                case Misbehaviour.Kind.StallMidway:
                    await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - (answer.Length / 2) - 1), stop.Token);
                    await stream.CopyToAsync(Stream.Null, stop.Token);
                    return false;
                default:
                    if (answer.Code == 200 && wrong?.Body is null && request.Method == "POST")
                    {
                        CountPrompts(request.Prompts);
                    }

                    await stream.WriteAsync(bytes, stop.Token);
                    return true;
            }
        }
        finally
        {
            lock (gate)
            {
                inFlight--;
            }
        }
    }

    /// <summary>401 without the key, 429 beyond the rates; null when the request may pass.</summary>
    private Reply? Allowed(OpenAiRequest request)
    {
        if (Options.Key is { } key && request.Authorization != $"Bearer {key}" && request.Authorization != key)
        {
            return Error(401, $"Incorrect API key provided: {request.Authorization}");
        }

        if (Options.RequestsPerMinute is null && Options.TokensPerMinute is null)
        {
            return null;
        }

        lock (gate)
        {
            // A tenth less than a minute: what the client sent in time may have been held up on its way.
            long now = Stopwatch.GetTimestamp();
            while (window.TryPeek(out (long At, long Tokens) oldest) && Stopwatch.GetElapsedTime(oldest.At, now) > Options.Minute * 0.9)
            {
                window.Dequeue();
            }

            long tokens = request.Prompts.Sum(prompt => CountTokens(prompt) + CountTokens(Options.Reply(prompt)));
            window.Enqueue((now, tokens));
            if (window.Count <= (Options.RequestsPerMinute ?? int.MaxValue) && window.Sum(one => one.Tokens) <= (Options.TokensPerMinute ?? long.MaxValue))
            {
                return null;
            }

            Violations++;
            return Error(429, "Rate limit reached");
        }
    }

    private static string? Header(string line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? line[(name.Length + 1)..].Trim() : null;

    private static Reply Error(int code, string message) => new(code, JsonSerializer.Serialize(new { error = new { message, type = "invalid_request_error" } }));

    /// <summary>Status, body and further header lines, each with its line break.</summary>
    private sealed record Reply(int Code, string Body, string Headers = "", string ContentType = "application/json")
    {
        public int Length => Encoding.UTF8.GetByteCount(Body);

        public byte[] ToBytes() => Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {Code} Status\r\nContent-Type: {ContentType}\r\nContent-Length: {Length}\r\n{Headers}\r\n{Body}");
    }

    private sealed class ReadBuffer(Stream stream)
    {
        private byte[] bytes = new byte[16384];
        private int start;
        private int end;

        public async Task<string?> ReadHeadAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                int at = bytes.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8);
                if (at >= 0)
                {
                    string head = Encoding.Latin1.GetString(bytes, start, at);
                    start += at + 4;
                    return head;
                }

                if (!await FillAsync(cancellationToken))
                {
                    return null;
                }
            }
        }

        public async Task<byte[]> ReadBodyAsync(int length, CancellationToken cancellationToken)
        {
            while (end - start < length)
            {
                if (!await FillAsync(cancellationToken))
                {
                    throw new IOException("the client stopped in mid-body");
                }
            }

            byte[] body = bytes[start..(start + length)];
            start += length;
            return body;
        }

        private async Task<bool> FillAsync(CancellationToken cancellationToken)
        {
            if (start > 0)
            {
                bytes.AsSpan(start, end - start).CopyTo(bytes);
                end -= start;
                start = 0;
            }

            if (end == bytes.Length)
            {
                Array.Resize(ref bytes, bytes.Length * 2);
            }

            int count = await stream.ReadAsync(bytes.AsMemory(end), cancellationToken);
            end += count;
            return count > 0;
        }
    }
}
