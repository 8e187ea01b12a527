using System.Globalization;
using System.Text;

namespace Portolan.Testing;

/// <summary>A request as it came over the wire.</summary>
public sealed record LoopbackRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>1 for the first request that the server saw.</summary>
    public int Number { get; init; }

    /// <summary>The header's value, or null.</summary>
    public string? this[string name] => Headers.GetValueOrDefault(name);

    /// <summary>N of <c>Range: bytes=N-</c> and of <c>Range: bytes=N-M</c>, or 0.</summary>
    public long RangeStart => this["Range"] is { } range
        ? long.Parse(range.AsSpan("bytes=".Length, range.IndexOf('-', StringComparison.Ordinal) - "bytes=".Length), CultureInfo.InvariantCulture)
        : 0;

    /// <summary>M of <c>Range: bytes=N-M</c>, or null.</summary>
    public long? RangeEnd => this["Range"] is { } range && !range.EndsWith('-')
        ? long.Parse(range.AsSpan(range.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture)
        : null;
}

/// <summary>What the server does with the connection after the body.</summary>
public enum LoopbackEnding
{
    Close,
    Stall,
}

/// <summary>Raw bytes of an answer.</summary>
public sealed record LoopbackAnswer(byte[] Head, byte[] Body, LoopbackEnding Then = LoopbackEnding.Close)
{
    public const string Tag = "\"v1\"";

    // Each connection serves one request; a client that is not told would send the next one into a closed connection.
    private const string Closing = "\nConnection: close";

    public static LoopbackAnswer Raw(string head, byte[]? body = null, LoopbackEnding then = LoopbackEnding.Close) =>
        new(Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n"), body ?? [], then);

    public static LoopbackAnswer Status(int code, string reason, string headers = "", string body = "")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        string extra = (headers.Length == 0 ? "" : "\n" + headers) + Closing;
        return Raw($"HTTP/1.1 {code} {reason}\nContent-Length: {bytes.Length}{extra}", bytes);
    }

    /// <summary>200 or 206 as a correct server gives it, or 416 past the end.</summary>
    public static LoopbackAnswer File(LoopbackRequest request, byte[] content, string tag = Tag, string headers = "")
    {
        string extra = (tag.Length > 0 ? $"\nETag: {tag}" : "") + (headers.Length > 0 ? "\n" + headers : "") + Closing;
        long start = request.RangeStart;
        bool partial = request["Range"] is not null && (request["If-Range"] is not { } condition || condition == tag);
        if (!partial)
        {
            return Raw($"HTTP/1.1 200 OK\nContent-Length: {content.Length}{extra}", content);
        }

        if (start >= content.Length)
        {
            return Raw($"HTTP/1.1 416 Range Not Satisfiable\nContent-Range: bytes */{content.Length}\nContent-Length: 0{extra}");
        }

        long end = Math.Min(request.RangeEnd ?? long.MaxValue, content.Length - 1);
        return Raw(
            $"HTTP/1.1 206 Partial Content\nContent-Range: bytes {start}-{end}/{content.Length}\nContent-Length: {end + 1 - start}{extra}",
            content[(int)start..(int)(end + 1)]);
    }

    /// <summary>The same answer, of whose body only the first bytes are sent before the connection closes or stalls.</summary>
    public LoopbackAnswer CutAt(int count, LoopbackEnding then = LoopbackEnding.Close) => this with { Body = Body[..count], Then = then };
}
