using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Portolan.Storage;

namespace Portolan.Corpus.Deduplication;

/// <summary>Reads one partition at a time of a file that <see cref="HashRunWriter"/> wrote.</summary>
/// <remarks>The file is open only while its chunks are read: a crawl has more shards than a process may have open files.</remarks>
internal sealed class HashRunReader : IDisposable
{
    private readonly string path;
    private SafeFileHandle? handle;
    private readonly int partition;
    private readonly List<(long Offset, int Count)> chunks = [];
    private int next;

    public HashRunReader(string path, int partition, int partitions)
    {
        this.path = path;
        this.partition = partition;
        try
        {
            ReadTable(partitions);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Hashes of the partition in the file.</summary>
    public long Count { get; private set; }

    /// <summary>Starts over at the first chunk.</summary>
    public void Rewind() => next = 0;

    /// <summary>Reads the next chunk into the buffer, which grows to hold it.</summary>
    /// <returns>The hashes in input order; empty at the end.</returns>
    public ReadOnlySpan<ulong> NextChunk(ref ulong[] buffer)
    {
        if (next == chunks.Count)
        {
            Dispose();
            return default;
        }

        (long offset, int count) = chunks[next++];
        if (buffer.Length < count)
        {
            buffer = new ulong[count];
        }

        Span<ulong> hashes = buffer.AsSpan(0, count);
        ReadExactly(MemoryMarshal.AsBytes(hashes), offset);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(hashes, hashes);
        }

        return hashes;
    }

    /// <summary>Closes the file; reading opens it again.</summary>
    public void Dispose()
    {
        handle?.Dispose();
        handle = null;
    }

    private void ReadTable(int partitions)
    {
        long length = RandomAccess.GetLength(handle ??= File.OpenHandle(path));
        Span<byte> footer = stackalloc byte[HashRunWriter.FooterBytes];
        if (length < footer.Length)
        {
            throw Corrupt(0, $"{length} bytes, expected at least a footer of {footer.Length}");
        }

        ReadExactly(footer, length - footer.Length);
        int entries = BinaryPrimitives.ReadInt32LittleEndian(footer);
        long tableOffset = length - footer.Length - (long)entries * HashRunWriter.EntryBytes;
        if (!footer[8..].SequenceEqual(HashRunWriter.Magic) || BinaryPrimitives.ReadInt32LittleEndian(footer[4..]) != partitions || entries < 0 || tableOffset < 0 || entries > Array.MaxLength / HashRunWriter.EntryBytes)
        {
            throw Corrupt(length - footer.Length, $"footer does not describe line hashes in {partitions} partitions");
        }

        byte[] table = new byte[entries * HashRunWriter.EntryBytes];
        ReadExactly(table, tableOffset);
        for (int i = 0; i < entries; i++)
        {
            ReadOnlySpan<byte> entry = table.AsSpan(i * HashRunWriter.EntryBytes, HashRunWriter.EntryBytes);
            if (BinaryPrimitives.ReadInt32LittleEndian(entry[8..]) != partition)
            {
                continue;
            }

            long offset = BinaryPrimitives.ReadInt64LittleEndian(entry);
            int count = BinaryPrimitives.ReadInt32LittleEndian(entry[12..]);
            if (offset < 0 || count <= 0 || count * 8L > tableOffset - offset)
            {
                throw Corrupt(tableOffset + (long)i * HashRunWriter.EntryBytes, $"chunk of {count} hashes at {offset} lies outside the file");
            }

            chunks.Add((offset, count));
            Count += count;
        }
    }

    private void ReadExactly(Span<byte> destination, long offset)
    {
        for (int done = 0; done < destination.Length;)
        {
            int read = RandomAccess.Read(handle ??= File.OpenHandle(path), destination[done..], offset + done);
            if (read == 0)
            {
                throw Corrupt(offset + done, "the file ends early");
            }

            done += read;
        }
    }

    private StorageException Corrupt(long offset, string what) =>
        new($"{path}: {what}", path, offset, "delete the build's work directory and start it again");
}
