using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portolan.Testing;

/// <summary>An HTTP/1.1 server on a raw loopback socket, so that a test decides about every byte, wrong ones included.</summary>
/// <remarks>Each connection serves one request. Requests are recorded in the order of their arrival.</remarks>
public sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<LoopbackRequest, LoopbackAnswer> answer;
    private readonly List<LoopbackRequest> requests = [];
    private readonly Task accepting;

    public LoopbackServer(Func<LoopbackRequest, LoopbackAnswer> answer)
    {
        this.answer = answer;
        listener.Start();
        Base = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        accepting = Task.Run(AcceptAsync);
    }

    public Uri Base { get; }

    public IReadOnlyList<LoopbackRequest> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>Serves files by path, honouring ranges and If-Range as RFC 9110 asks.</summary>
    public static LoopbackServer OfFiles(IReadOnlyDictionary<string, byte[]> files) => new(request =>
        files.TryGetValue(request.Path, out byte[]? content) ? LoopbackAnswer.File(request, content) : LoopbackAnswer.Status(404, "Not Found"));

    public Uri AddressOf(string path) => new(Base, path);

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        accepting.Wait(TimeSpan.FromSeconds(10));
        stop.Dispose();
    }

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
                if (await ReadRequestAsync(stream) is not { } request)
                {
                    return;
                }

                LoopbackAnswer reply;
                lock (requests)
                {
                    request = request with { Number = requests.Count + 1 };
                    requests.Add(request);
                    reply = answer(request);
                }

                await stream.WriteAsync(reply.Head, stop.Token);
                if (request.Method != "HEAD")
                {
                    await stream.WriteAsync(reply.Body, stop.Token);
                }

                switch (reply.Then)
                {
                    case LoopbackEnding.Close:
                        socket.Shutdown(SocketShutdown.Send);
                        break;
                    case LoopbackEnding.Stall:
                        // Until the client gives up and closes.
                        await stream.CopyToAsync(Stream.Null, stop.Token);
                        break;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, which is what some tests are about.
            }
        }
    }

    private async Task<LoopbackRequest?> ReadRequestAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[16384];
        int length = 0;
        while (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int count = await stream.ReadAsync(buffer.AsMemory(length), stop.Token);
            if (count == 0)
            {
                return null;
            }

            length += count;
        }

        string[] lines = Encoding.Latin1.GetString(buffer, 0, length).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new LoopbackRequest(first[0], first[1], headers);
    }
}
