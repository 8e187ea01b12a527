using System.Buffers;

namespace Portolan.Storage.Compression;

/// <summary>The bytes as stored: a read window over a stream that knows offsets and can step back a little.</summary>
/// <remarks>
/// A decoder that fails has usually read past the place where the next good member starts, so up to <see cref="Retained"/>
/// consumed bytes from <see cref="KeepFrom"/> on stay in the buffer. Nothing seeks, so pipes and sockets resynchronise like files.
/// </remarks>
internal sealed class StoredInput : IDisposable
{
    /// <summary>Consumed bytes that stay available for <see cref="Rewind"/>, at the most.</summary>
    public const int Retained = 1 << 17;

    /// <summary>The largest argument of <see cref="Ensure"/>.</summary>
    public const int MaxEnsure = 1 << 18;

    // Room for what is retained, for the largest look-ahead and for a read of at least 64 KiB, so that
    // system calls are few.
    private const int Capacity = Retained + MaxEnsure + (1 << 17);

    private readonly Stream stream;
    private readonly bool leaveOpen;
    private byte[]? buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    private long bufferOffset;
    private bool atEnd;

    public StoredInput(Stream stream, string name, bool leaveOpen)
    {
        this.stream = stream;
        this.leaveOpen = leaveOpen;
        Name = name;
    }

    public string Name { get; }

    /// <summary>The array that holds the window.</summary>
    public byte[] Buffer => buffer ?? throw new ObjectDisposedException(Name);

    /// <summary>Index of the first byte that is not consumed.</summary>
    public int Start { get; private set; }

    /// <summary>Index behind the last byte that was read.</summary>
    public int End { get; private set; }

    public int Available => End - Start;

    public ReadOnlySpan<byte> Window => Buffer.AsSpan(Start, End - Start);

    /// <summary>Offset in the stream of the first byte that is not consumed.</summary>
    public long Offset => bufferOffset + Start;

    /// <summary>Offset from which on consumed bytes are wanted back; what lies further back than <see cref="Retained"/> is lost.</summary>
    public long KeepFrom { get; set; } = long.MaxValue;

    public void Skip(int count)
    {
        System.Diagnostics.Debug.Assert((uint)count <= (uint)Available, "skips only what was read");
        Start += count;
    }

    /// <summary>Reads until at least <paramref name="count"/> bytes are available; false when the stream ends before that.</summary>
    public bool Ensure(int count)
    {
        System.Diagnostics.Debug.Assert(count <= MaxEnsure, "the buffer is sized for MaxEnsure");
        while (Available < count)
        {
            if (!Fill())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads once; false at the end of the stream.</summary>
    public bool Fill()
    {
        byte[] bytes = Buffer;
        if (atEnd)
        {
            return false;
        }

        if (bytes.Length - End < 1 << 16)
        {
            long wantedIndex = Math.Clamp(KeepFrom - bufferOffset, 0, Start);
            int keep = (int)Math.Max(wantedIndex, Start - Retained);
            bytes.AsSpan(keep, End - keep).CopyTo(bytes);
            Start -= keep;
            End -= keep;
            bufferOffset += keep;
        }

        int read = stream.Read(bytes, End, bytes.Length - End);
        atEnd = read == 0;
        End += read;
        return read > 0;
    }

    /// <summary>Steps back to <paramref name="offset"/>, or to the oldest byte still held when that is later.</summary>
    public void Rewind(long offset) => Start = (int)Math.Clamp(offset - bufferOffset, 0, Start);

    public void Dispose()
    {
        if (buffer is null)
        {
            return;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
        if (!leaveOpen)
        {
            stream.Dispose();
        }
    }
}
