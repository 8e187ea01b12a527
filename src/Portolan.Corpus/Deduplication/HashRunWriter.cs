using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Portolan.Storage;

namespace Portolan.Corpus.Deduplication;

/// <summary>Writes a shard's line hashes sorted into partitions by their top bits, keeping order within a partition.</summary>
/// <remarks>
/// File: chunks of little-endian 64-bit hashes; then the chunk table, ordered by partition, 12 bytes a chunk (offset: 8, count:
/// 4); then for each partition and once more the number of its first chunk in the table (4); then a footer of 16 bytes (chunks:
/// 4, partitions: 4, magic <c>PLHASH02</c>: 8). See docs/formats/corpus-work.md.
/// </remarks>
internal sealed class HashRunWriter : IDisposable
{
    public static ReadOnlySpan<byte> Magic => "PLHASH02"u8;

    public const int FooterBytes = 16;
    public const int EntryBytes = 12;

    // 4 MiB of buffers whatever the number of partitions.
    private const int BufferedHashes = 1 << 19;

    private readonly AtomicFile file;
    private readonly ulong[][] buffers;
    private readonly int[] counts;
    private readonly int shift;
    private readonly List<(long Offset, int Partition, int Count)> chunks = [];

    /// <param name="path">The final path.</param>
    /// <param name="partitions">A power of two from 2 to <see cref="LineRoutes.MaxPartitions"/>.</param>
    public HashRunWriter(string path, int partitions)
    {
        shift = 64 - int.Log2(partitions);
        file = AtomicFile.Create(path);
        buffers = new ulong[partitions][];
        counts = new int[partitions];
        ChunkHashes = Math.Max(128, BufferedHashes / partitions);
    }

    private int ChunkHashes { get; }

    /// <summary>Adds a hash and returns its partition.</summary>
    public int Add(ulong hash)
    {
        int partition = (int)(hash >> shift);
        ulong[] buffer = buffers[partition] ??= new ulong[ChunkHashes];
        buffer[counts[partition]++] = hash;
        if (counts[partition] == buffer.Length)
        {
            Flush(partition);
        }

        return partition;
    }

    /// <summary>Writes what is buffered and the table, and names the file.</summary>
    /// <returns>Length of the file in bytes.</returns>
    public long Complete()
    {
        for (int partition = 0; partition < counts.Length; partition++)
        {
            if (counts[partition] > 0)
            {
                Flush(partition);
            }
        }

        WriteTable();
        Span<byte> footer = stackalloc byte[FooterBytes];
        BinaryPrimitives.WriteInt32LittleEndian(footer, chunks.Count);
        BinaryPrimitives.WriteInt32LittleEndian(footer[4..], counts.Length);
        Magic.CopyTo(footer[8..]);
        file.Stream.Write(footer);
        long length = file.Stream.Position;
        file.Commit();
        return length;
    }

    public void Dispose() => file.Dispose();

    // A reader wants one partition of many files, so each finds its chunks without reading the others'.
    private void WriteTable()
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        int[] firsts = new int[counts.Length + 1];
        foreach ((long offset, int partition, int count) in chunks.OrderBy(c => c.Partition).ThenBy(c => c.Offset))
        {
            BinaryPrimitives.WriteInt64LittleEndian(entry, offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], count);
            file.Stream.Write(entry);
            firsts[partition + 1]++;
        }

        int first = 0;
        foreach (int chunksOfPartition in firsts)
        {
            first += chunksOfPartition;
            BinaryPrimitives.WriteInt32LittleEndian(entry, first);
            file.Stream.Write(entry[..4]);
        }
    }

    private void Flush(int partition)
    {
        chunks.Add((file.Stream.Position, partition, counts[partition]));
        Span<ulong> hashes = buffers[partition].AsSpan(0, counts[partition]);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(hashes, hashes);
        }

        file.Stream.Write(MemoryMarshal.AsBytes(hashes));
        counts[partition] = 0;
    }
}
