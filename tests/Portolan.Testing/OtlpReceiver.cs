using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portolan.Testing;

/// <summary>A collector on loopback that takes OTLP over HTTP as protobuf and remembers spans and names of metrics.</summary>
/// <remarks>Field numbers: opentelemetry-proto 1.3, <c>trace.proto</c>, <c>metrics.proto</c>, <c>common.proto</c>.</remarks>
public sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener listener;
    private readonly Task serving;
    private readonly List<OtlpSpan> spans = [];
    private readonly SortedSet<string> metrics = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> resource = new(StringComparer.Ordinal);

    public OtlpReceiver()
    {
        listener = Listen(out Uri address);
        Address = address;
        serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public IReadOnlyList<OtlpSpan> Spans
    {
        get
        {
            lock (spans)
            {
                return [.. spans];
            }
        }
    }

    /// <summary>Names of metrics, in order.</summary>
    public IReadOnlyList<string> Metrics
    {
        get
        {
            lock (spans)
            {
                return [.. metrics];
            }
        }
    }

    /// <summary>Attributes of what sent them.</summary>
    public IReadOnlyDictionary<string, string> Resource
    {
        get
        {
            lock (spans)
            {
                return new Dictionary<string, string>(resource);
            }
        }
    }

    public void Dispose()
    {
        listener.Close();
        serving.Wait(TimeSpan.FromSeconds(10));
    }

    private static HttpListener Listen(out Uri address)
    {
        while (true)
        {
            // HttpListener cannot choose a port itself; between asking for one and taking it somebody else may.
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            probe.Stop();
            var listener = new HttpListener { Prefixes = { address.ToString() } };
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            bool isKnown = context.Request.HttpMethod == "POST" && context.Request.ContentType == "application/x-protobuf";
            lock (spans)
            {
                switch (context.Request.Url!.AbsolutePath)
                {
                    case "/v1/traces" when isKnown:
                        Each(body.ToArray(), 1, ReadSpans);
                        break;
                    case "/v1/metrics" when isKnown:
                        Each(body.ToArray(), 1, ReadMetrics);
                        break;
                    default:
                        isKnown = false;
                        break;
                }
            }

            context.Response.StatusCode = isKnown ? 200 : 404;
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private void ReadSpans(ReadOnlySpan<byte> resourceSpans)
    {
        Each(resourceSpans, 1, sender => Each(sender, 1, attribute => ReadAttribute(attribute, resource)));
        Each(resourceSpans, 2, scope => Each(scope, 2, span =>
        {
            var attributes = new Dictionary<string, string>();
            string name = "", id = "", parent = "", trace = "";
            Each(span, 1, value => trace = Convert.ToHexStringLower(value));
            Each(span, 2, value => id = Convert.ToHexStringLower(value));
            Each(span, 4, value => parent = Convert.ToHexStringLower(value));
            Each(span, 5, value => name = Encoding.UTF8.GetString(value));
            Each(span, 9, attribute => ReadAttribute(attribute, attributes));
            spans.Add(new OtlpSpan(trace, id, parent, name, attributes));
        }));
    }

    private void ReadMetrics(ReadOnlySpan<byte> resourceMetrics) =>
        Each(resourceMetrics, 2, scope => Each(scope, 2, metric => Each(metric, 1, name => metrics.Add(Encoding.UTF8.GetString(name)))));

    private static void ReadAttribute(ReadOnlySpan<byte> attribute, IDictionary<string, string> into)
    {
        string key = "", value = "";
        Each(attribute, 1, text => key = Encoding.UTF8.GetString(text));
        Each(attribute, 2, any =>
        {
            Each(any, 1, text => value = Encoding.UTF8.GetString(text));
            Fields(any, 3, (number, _) => value = number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Fields(any, 4, (number, _) => value = BitConverter.UInt64BitsToDouble(number).ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
        into[key] = value;
    }

    private static void Each(ReadOnlySpan<byte> message, int field, FieldReader read) => Fields(message, field, (_, bytes) => read(bytes));

    // The protobuf wire format: a key of field and type, then a number, eight, four or counted bytes.
    private static void Fields(ReadOnlySpan<byte> message, int field, ValueReader read)
    {
        while (message.Length > 0)
        {
            ulong key = Number(ref message);
            ulong number = 0;
            ReadOnlySpan<byte> bytes = default;
            switch (key & 7)
            {
                case 0:
                    number = Number(ref message);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(message);
                    message = message[8..];
                    break;
                case 2:
                    int length = (int)Number(ref message);
                    bytes = message[..length];
                    message = message[length..];
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(message);
                    message = message[4..];
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }

            if ((int)(key >> 3) == field)
            {
                read(number, bytes);
            }
        }
    }

    private static ulong Number(ref ReadOnlySpan<byte> message)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[0];
            message = message[1..];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    private delegate void FieldReader(ReadOnlySpan<byte> bytes);

    private delegate void ValueReader(ulong number, ReadOnlySpan<byte> bytes);
}
