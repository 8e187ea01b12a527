using System.Buffers;
using System.IO.Compression;
using System.Text;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers;

/// <content>Undoing transfer and content codings.</content>
public readonly ref partial struct HttpMessage
{
    // Servers stack two codings by mistake; more than four is an attempt to waste our time.
    private const int MaxCodings = 4;

    /// <summary>Writes the content as the page's author made it: without chunks, without compression.</summary>
    /// <param name="output">Receives at most <paramref name="maxBytes"/> bytes.</param>
    /// <param name="maxBytes">Limit of the decoded size in bytes, against decompression bombs; default 64 MiB.</param>
    /// <returns>What was wrong on the way; what could be read was written in any case.</returns>
    public HttpContentProblems ReadContent(IBufferWriter<byte> output, int maxBytes = ByteSource.MaxWindow)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var problems = HttpContentProblems.None;
        byte[]? unchunked = null;
        try
        {
            ReadOnlySpan<byte> entity = Body;
            if (SaysChunked)
            {
                unchunked = ArrayPool<byte>.Shared.Rent(Math.Max(1, Body.Length));
                int length = ChunkedBody.Decode(Body, unchunked, ref problems);
                entity = unchunked.AsSpan(0, length);
            }

            problems |= Decode(entity, output, maxBytes);
        }
        finally
        {
            if (unchunked is not null)
            {
                ArrayPool<byte>.Shared.Return(unchunked);
            }
        }

        return problems;
    }

    private bool SaysChunked =>
        TryGetHeader("Transfer-Encoding"u8, out ReadOnlySpan<byte> value) && value.Length >= 7 && Ascii.EqualsIgnoreCase(value[^7..], "chunked"u8);

    private HttpContentProblems Decode(ReadOnlySpan<byte> entity, IBufferWriter<byte> output, int maxBytes)
    {
        Span<ContentCoding> codings = stackalloc ContentCoding[MaxCodings];
        int count = ReadCodings(codings, out HttpContentProblems problems);
        if (count == 0 && problems == HttpContentProblems.None && entity.StartsWith(ContentDecoder.GzipMagic) && !IsCompressedType())
        {
            problems = HttpContentProblems.UndeclaredGzip;
            codings[count++] = ContentCoding.Gzip;
        }

        // The last coding named was applied last, so it is undone first; only the final step writes to the caller's output.
        byte[]? held = null;
        try
        {
            for (int i = count - 1; i > 0; i--)
            {
                using var step = new PooledBytes();
                problems |= ContentDecoder.Decode(codings[i], entity, step, maxBytes);
                byte[] next = step.Take(out int length);
                Return(held);
                held = next;
                entity = held.AsSpan(0, length);
            }

            return problems | ContentDecoder.Decode(count == 0 ? ContentCoding.Identity : codings[0], entity, output, maxBytes);
        }
        finally
        {
            Return(held);
        }
    }

    private int ReadCodings(Span<ContentCoding> codings, out HttpContentProblems problems)
    {
        problems = HttpContentProblems.None;
        int count = 0;
        TryGetHeader("Content-Encoding"u8, out ReadOnlySpan<byte> rest);
        while (!rest.IsEmpty)
        {
            int comma = rest.IndexOf((byte)',');
            ReadOnlySpan<byte> name = (comma < 0 ? rest : rest[..comma]).Trim(" \t\r\n\""u8);
            rest = comma < 0 ? default : rest[(comma + 1)..];
            ContentCoding coding = ContentDecoder.CodingOf(name);
            if (coding == ContentCoding.Identity)
            {
                continue;
            }

            if (coding == ContentCoding.Unknown || count == MaxCodings)
            {
                problems = HttpContentProblems.UnknownEncoding;
                return 0; // A coding that cannot be undone makes those below it unreachable.
            }

            codings[count++] = coding;
        }

        return count;
    }

    private bool IsCompressedType()
    {
        // A .tar.gz is gzip by nature; decoding it would change what was captured.
        return TryGetHeader("Content-Type"u8, out ReadOnlySpan<byte> type)
            && !(type.Length >= 5 && Ascii.EqualsIgnoreCase(type[..5], "text/"u8))
            && type.IndexOf("html"u8) < 0 && type.IndexOf("xml"u8) < 0 && type.IndexOf("json"u8) < 0;
    }

    private static void Return(byte[]? bytes)
    {
        if (bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
