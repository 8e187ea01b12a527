using System.Buffers.Binary;
using Portolan.Storage;

namespace Portolan.Corpus.Deduplication;

/// <summary>For one partition, one bit for each hash of each shard in order: 1 means the line goes.</summary>
/// <remarks>
/// File: magic <c>PLVERD01</c> (8), shards (4), partition (4), then for each shard the number of bits (8), then each shard's
/// bits, least significant first, padded to a byte. See docs/formats/corpus-work.md.
/// </remarks>
internal static class VerdictFile
{
    private static ReadOnlySpan<byte> Magic => "PLVERD01"u8;

    private const int HeaderBytes = 16;

    /// <summary>Bytes before the first shard's bits.</summary>
    public static long DataOffset(int shards) => HeaderBytes + 8L * shards;

    public static void WriteHeader(Stream stream, int partition, ReadOnlySpan<long> bitCounts)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], bitCounts.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], partition);
        stream.Write(header);
        Span<byte> count = stackalloc byte[8];
        foreach (long bits in bitCounts)
        {
            BinaryPrimitives.WriteInt64LittleEndian(count, bits);
            stream.Write(count);
        }
    }

    /// <summary>Reads one shard's bits.</summary>
    /// <exception cref="StorageException">The file is not what <see cref="WriteHeader"/> began.</exception>
    public static byte[] ReadShard(string path, int shard, int shards)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] head = new byte[DataOffset(shards)];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length
            || !head.AsSpan().StartsWith(Magic)
            || BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(8)) != shards)
        {
            throw new StorageException($"{path}: not the verdicts for {shards} shards", path, 0, "delete the build's work directory and start it again");
        }

        long offset = head.Length, length = 0;
        for (int i = 0; i <= shard; i++)
        {
            offset += length;
            long bits = Bits(head, i);
            length = ByteCount(bits);
            if (bits < 0 || length < 0 || length > stream.Length - offset || length > Array.MaxLength)
            {
                throw new StorageException($"{path}: {bits} verdicts at {offset}, but the file has {stream.Length} bytes", path, offset, "delete the build's work directory and start it again");
            }
        }

        byte[] verdicts = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(verdicts);
        return verdicts;
    }

    public static long ByteCount(long bits) => (bits + 7) / 8;

    private static long Bits(byte[] head, int shard) => BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(HeaderBytes + 8 * shard));
}
