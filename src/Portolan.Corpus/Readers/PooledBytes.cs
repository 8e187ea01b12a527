using System.Buffers;

namespace Portolan.Corpus.Readers;

/// <summary>A growing buffer from the shared pool, for content between two codings.</summary>
internal sealed class PooledBytes : IBufferWriter<byte>, IDisposable
{
    private byte[]? bytes = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int length;

    public void Advance(int count) => length += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return bytes.AsSpan(length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return bytes.AsMemory(length);
    }

    /// <summary>Hands the array over; the taker returns it to the pool.</summary>
    public byte[] Take(out int count)
    {
        byte[] taken = bytes!;
        count = length;
        bytes = null;
        return taken;
    }

    public void Dispose()
    {
        if (bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = null;
        }
    }

    private void Reserve(int count)
    {
        byte[] old = bytes!;
        if (old.Length - length >= count)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + count, old.Length * 2));
        old.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(old);
        bytes = larger;
    }
}
