using System.IO.Compression;
using System.Text;

namespace Portolan.Corpus.Sources;

/// <summary>Reads lists with one path or address a line, as Common Crawl publishes them.</summary>
/// <remarks>UTF-8, plain or gzip by its magic; white space around a line is dropped, empty lines and lines that begin with <c>#</c> are passed over.</remarks>
internal static class PathsList
{
    // Common Crawl's longest list has 100,000 lines of 140 bytes; these bounds stop a wrong file and a compression bomb.
    private const int MaxLineByteCount = 8192;
    private const int MaxLineCount = 10_000_000;
    private const long MaxByteCount = 1L << 30;

    /// <summary>A line that names a file.</summary>
    /// <param name="Text">Without surrounding white space.</param>
    /// <param name="Number">Counted from 1, empty lines included.</param>
    public readonly record struct Line(string Text, int Number);

    /// <param name="stream">The bytes as stored.</param>
    /// <param name="name">For messages.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CorpusException">Not a list: a line is too long, is not UTF-8 or has control characters, or the gzip data is damaged.</exception>
    public static IReadOnlyList<Line> Read(Stream stream, string name, CancellationToken cancellationToken)
    {
        var lines = new List<Line>();
        byte[] head = new byte[2];
        int headLength = stream.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        using var whole = new PrefixedStream(head.AsMemory(0, headLength), stream);
        using Stream text = head is [0x1F, 0x8B] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
        byte[] buffer = new byte[MaxLineByteCount + 1];
        int held = 0;
        int number = 0;
        long total = 0;
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = text.Read(buffer, held, buffer.Length - held);
                total += count;
                held += count;
                int start = 0;
                int end;
                while ((end = buffer.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0)
                {
                    Add(lines, buffer.AsSpan(start, end), ++number, name);
                    start += end + 1;
                }

                if (count == 0)
                {
                    if (held > start)
                    {
                        Add(lines, buffer.AsSpan(start, held - start), ++number, name);
                    }

                    return lines;
                }

                held -= start;
                buffer.AsSpan(start, held).CopyTo(buffer);
                if (held == buffer.Length || number > MaxLineCount || total > MaxByteCount)
                {
                    throw NotAList(name, number + 1, $"more than {MaxLineByteCount} bytes in a line, or too many lines");
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new CorpusException(
                $"{name} is damaged after line {number}: {e.Message}", name, hint: "fetch the list again", innerException: e);
        }
    }

    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            Read(new MemoryStream(data.ToArray()), "fuzz", CancellationToken.None);
        }
        catch (CorpusException)
        {
            // The promised answer to a bad list.
        }
    }

    private static void Add(List<Line> lines, ReadOnlySpan<byte> bytes, int number, string name)
    {
        bytes = number == 1 && bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        bytes = bytes.Trim(" \t\r"u8);
        if (bytes.IsEmpty || bytes[0] == (byte)'#')
        {
            return;
        }

        if (bytes.Length > MaxLineByteCount || bytes.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            throw NotAList(name, number, "bytes that are not text");
        }

        if (bytes[0] == (byte)'<')
        {
            throw NotAList(name, number, "markup");
        }

        lines.Add(new Line(Encoding.UTF8.GetString(bytes), number));
    }

    private static CorpusException NotAList(string name, int number, string found) => new(
        $"{name} is not a list of paths: line {number} has {found}", name, hint: "a list has one path or address a line, plain or gzip");

    /// <summary>Puts the bytes that were looked at back in front of a stream.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> prefix = head;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (prefix.IsEmpty)
            {
                return rest.Read(buffer);
            }

            int count = Math.Min(buffer.Length, prefix.Length);
            prefix.Span[..count].CopyTo(buffer);
            prefix = prefix[count..];
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
