using System.IO.Compression;
using Portolan.Storage.Compression;

namespace Portolan.Storage.Tests.Compression;

/// <summary>What tests of sources share: reading one to the end, making members, text that compresses as text does.</summary>
internal static class Sources
{
    public static ByteSource Open(byte[] stored, int chunk = int.MaxValue) =>
        ByteSource.Open(new ChunkedStream(stored, chunk), "test");

    public static byte[] ReadAll(ByteSource source)
    {
        using var all = new MemoryStream();
        while (source.Ensure(1))
        {
            source.Position.ShouldBe(all.Length);
            all.Write(source.Window);
            source.Advance(source.Window.Length);
        }

        return all.ToArray();
    }

    public static byte[] ReadAll(byte[] stored, int chunk = int.MaxValue)
    {
        using ByteSource source = Open(stored, chunk);
        byte[] all = ReadAll(source);
        source.Damage.ShouldBeNull();
        return all;
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, level, leaveOpen: true))
        {
            gzip.Write(bytes);
            if (bytes.Length == 0)
            {
                // The framework writes nothing at all for no bytes; this is what gzip(1) writes.
                return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            }
        }

        return stored.ToArray();
    }

    public static byte[] Gunzip(byte[] stored)
    {
        using var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
        using var all = new MemoryStream();
        gzip.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>Words by a skewed distribution, with repeats: literals, short and long matches, near and far.</summary>
    public static byte[] Text(int length, int seed)
    {
        var random = new Random(seed);
        byte[] text = new byte[length];
        byte[][] words = new byte[400][];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = new byte[random.Next(1, 12)];
            for (int j = 0; j < words[i].Length; j++)
            {
                words[i][j] = (byte)('a' + (random.Next(26) * random.Next(26) / 26));
            }
        }

        int at = 0;
        while (at < length)
        {
            byte[] word = words[random.Next(words.Length) * random.Next(words.Length) / words.Length];
            int count = Math.Min(word.Length, length - at);
            word.AsSpan(0, count).CopyTo(text.AsSpan(at));
            at += count;
            if (at < length)
            {
                text[at++] = (byte)(random.Next(12) == 0 ? '\n' : ' ');
            }
        }

        return text;
    }
}

/// <summary>Hands out at most so many bytes a read and cannot seek, as a socket.</summary>
internal sealed class ChunkedStream(byte[] bytes, int chunk) : Stream
{
    private int position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = Math.Min(Math.Min(count, chunk), bytes.Length - position);
        bytes.AsSpan(position, read).CopyTo(buffer.AsSpan(offset));
        position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
