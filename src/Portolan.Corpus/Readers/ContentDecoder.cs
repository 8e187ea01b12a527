using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Portolan.Corpus.Readers;

/// <summary>Undoes one content coding with the framework's decoders.</summary>
internal static class ContentDecoder
{
    private const int Step = 1 << 14;

    internal static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b, 8];

    internal static ContentCoding CodingOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.IsEmpty || Ascii.EqualsIgnoreCase(name, "identity"u8) || Ascii.EqualsIgnoreCase(name, "none"u8) => ContentCoding.Identity,
        _ when Ascii.EqualsIgnoreCase(name, "gzip"u8) || Ascii.EqualsIgnoreCase(name, "x-gzip"u8) => ContentCoding.Gzip,
        _ when Ascii.EqualsIgnoreCase(name, "deflate"u8) => ContentCoding.Deflate,
        _ when Ascii.EqualsIgnoreCase(name, "br"u8) => ContentCoding.Brotli,
        _ => ContentCoding.Unknown,
    };

    internal static HttpContentProblems Decode(ContentCoding coding, ReadOnlySpan<byte> data, IBufferWriter<byte> output, int maxBytes)
    {
        if (data.IsEmpty)
        {
            return HttpContentProblems.None;
        }

        return coding switch
        {
            ContentCoding.Gzip when !data.StartsWith(GzipMagic) => Copy(data, output, maxBytes) | HttpContentProblems.NotEncoded,
            ContentCoding.Gzip or ContentCoding.Deflate => Inflate(coding, data, output, maxBytes),
            ContentCoding.Brotli => DecodeBrotli(data, output, maxBytes),
            _ => Copy(data, output, maxBytes),
        };
    }

    private static HttpContentProblems Copy(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int maxBytes)
    {
        int count = Math.Min(data.Length, maxBytes);
        output.Write(data[..count]);
        return count < data.Length ? HttpContentProblems.TooLarge : HttpContentProblems.None;
    }

    private static unsafe HttpContentProblems Inflate(ContentCoding coding, ReadOnlySpan<byte> data, IBufferWriter<byte> output, int maxBytes)
    {
        fixed (byte* start = data)
        {
            using var memory = new WatchedMemory(start, data.Length);
            using Stream stream = coding == ContentCoding.Gzip ? new GZipStream(memory, CompressionMode.Decompress)
                : HasZlibHeader(data) ? new ZLibStream(memory, CompressionMode.Decompress)
                : new DeflateStream(memory, CompressionMode.Decompress); // Early servers and Internet Explorer took "deflate" for the bare stream.
            int written = 0;
            try
            {
                while (true)
                {
                    Span<byte> target = output.GetSpan(Step);
                    int count = stream.Read(target[..Math.Min(target.Length, Math.Max(1, maxBytes - written))]);
                    if (count == 0)
                    {
                        return IsCut(coding, data, written, memory) ? HttpContentProblems.DamagedEncoding : HttpContentProblems.None;
                    }

                    if (written == maxBytes)
                    {
                        return HttpContentProblems.TooLarge;
                    }

                    output.Advance(count);
                    written += count;
                }
            }
            catch (InvalidDataException) when (written == 0 && coding == ContentCoding.Deflate)
            {
                return Copy(data, output, maxBytes) | HttpContentProblems.NotEncoded;
            }
            catch (InvalidDataException)
            {
                return HttpContentProblems.DamagedEncoding;
            }
        }
    }

    // The framework's streams end silently where their input ends too early; having asked for more than there is gives it away.
    // A gzip stream always asks, for another member, so there the length in its last four bytes decides (RFC 1952, section 2.3.1).
    private static bool IsCut(ContentCoding coding, ReadOnlySpan<byte> data, int written, WatchedMemory memory) =>
        memory.AskedBeyondEnd
        && (coding != ContentCoding.Gzip
            || data.Length < 18
            || (BinaryPrimitives.ReadInt32LittleEndian(data[^4..]) != written && data[1..].IndexOf(GzipMagic) < 0));

    private static HttpContentProblems DecodeBrotli(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int maxBytes)
    {
        // Brotli has no magic number: bytes that never gave an output were not Brotli.
        var decoder = new BrotliDecoder();
        try
        {
            ReadOnlySpan<byte> rest = data;
            int written = 0;
            while (true)
            {
                Span<byte> target = output.GetSpan(Step);
                target = target[..Math.Min(target.Length, Math.Max(1, maxBytes - written))];
                OperationStatus status = decoder.Decompress(rest, target, out int consumed, out int count);
                rest = rest[consumed..];
                if (count > 0 && written == maxBytes)
                {
                    return HttpContentProblems.TooLarge;
                }

                output.Advance(count);
                written += count;
                switch (status)
                {
                    case OperationStatus.Done:
                        return HttpContentProblems.None;
                    case OperationStatus.DestinationTooSmall:
                        break;
                    case OperationStatus.InvalidData or OperationStatus.NeedMoreData when written == 0:
                        return Copy(data, output, maxBytes) | HttpContentProblems.NotEncoded;
                    default:
                        return HttpContentProblems.DamagedEncoding;
                }
            }
        }
        finally
        {
            decoder.Dispose();
        }
    }

    // RFC 1950: method 8 in the low bits, and the two bytes are a multiple of 31.
    private static bool HasZlibHeader(ReadOnlySpan<byte> data) =>
        data.Length >= 2 && (data[0] & 0x0f) == 8 && ((data[0] << 8) | data[1]) % 31 == 0;

    /// <summary>The coded bytes as a stream that remembers whether its reader wanted more.</summary>
    private sealed unsafe class WatchedMemory(byte* start, long length) : UnmanagedMemoryStream(start, length)
    {
        public bool AskedBeyondEnd { get; private set; }

        // The other overloads of a derived class come through this one.
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            AskedBeyondEnd |= read == 0;
            return read;
        }
    }
}
