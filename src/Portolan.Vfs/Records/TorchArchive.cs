using System.Buffers.Binary;
using Portolan.Storage;

namespace Portolan.Vfs.Records;

/// <summary>The zip file that <c>torch.save</c> writes, as far as one tensor needs it: stored entries in one folder.</summary>
/// <remarks>
/// The central directory counts (APPNOTE.TXT 6.3, 4.3.12); of local headers only the two lengths that say where the data begin, since
/// PyTorch puts sizes into descriptors behind the data. Entries that are compressed or encrypted are refused.
/// </remarks>
internal readonly ref struct TorchArchive
{
    private const uint EndSignature = 0x06054b50, EntrySignature = 0x02014b50, LocalSignature = 0x04034b50;
    private const int EndBytes = 22, EntryBytes = 46, LocalBytes = 30;

    // PyTorch 1.13 writes three, 2.x up to six more about itself.
    private const int MaxEntries = 32;

    private readonly ReadOnlySpan<byte> file;
    private readonly ReadOnlySpan<byte> directory;
    private readonly ReadOnlySpan<byte> folder;

    private TorchArchive(ReadOnlySpan<byte> file, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> folder, ReadOnlySpan<byte> pickle)
    {
        this.file = file;
        this.directory = directory;
        this.folder = folder;
        Pickle = pickle;
    }

    /// <summary>The entry <c>data.pkl</c>.</summary>
    public ReadOnlySpan<byte> Pickle { get; }

    public static RecordFault TryRead(ReadOnlySpan<byte> file, out TorchArchive archive)
    {
        archive = default;
        if (file.Length < EndBytes || BinaryPrimitives.ReadUInt32LittleEndian(file) != LocalSignature)
        {
            return RecordFault.ForeignFormat;
        }

        // No comment: the end record is the end.
        ReadOnlySpan<byte> end = file[^EndBytes..];
        int count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature || count is 0 or > MaxEntries || (ulong)offset + size > (ulong)(file.Length - EndBytes))
        {
            return RecordFault.ForeignFormat;
        }

        ReadOnlySpan<byte> directory = file.Slice((int)offset, (int)size), at = directory, name;
        while (TryNext(ref at, out name, out ReadOnlySpan<byte> entry))
        {
            int slash = name.IndexOf((byte)'/');
            if (slash > 0 && name[slash..].SequenceEqual("/data.pkl"u8))
            {
                RecordFault fault = DataOf(file, entry, out ReadOnlySpan<byte> pickle);
                if (fault == RecordFault.None)
                {
                    archive = new TorchArchive(file, directory, name[..slash], pickle);
                    // Later versions say it; earlier ones wrote the machine's order, which is little-endian on all that PyTorch runs on here.
                    ReadOnlySpan<byte> order = archive.Find("byteorder"u8, default);
                    fault = order.IsEmpty || order.SequenceEqual("little"u8) ? RecordFault.None : RecordFault.UnknownElementType;
                }

                return fault;
            }
        }

        return RecordFault.ForeignFormat;
    }

    /// <summary>The bytes of a storage, empty when there is none of that key.</summary>
    public ReadOnlySpan<byte> Storage(ReadOnlySpan<byte> key) => Find("data/"u8, key);

    private ReadOnlySpan<byte> Find(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        ReadOnlySpan<byte> at = directory;
        while (TryNext(ref at, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> entry))
        {
            if (name.Length == folder.Length + 1 + first.Length + second.Length && name.StartsWith(folder) && name[folder.Length] == (byte)'/'
                && name[(folder.Length + 1)..].StartsWith(first) && name.EndsWith(second))
            {
                return DataOf(file, entry, out ReadOnlySpan<byte> data) == RecordFault.None ? data : default;
            }
        }

        return default;
    }

    private static bool TryNext(scoped ref ReadOnlySpan<byte> directory, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> entry)
    {
        name = entry = default;
        if (directory.Length < EntryBytes || BinaryPrimitives.ReadUInt32LittleEndian(directory) != EntrySignature)
        {
            return false;
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
        int length = EntryBytes + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
        if (length > directory.Length)
        {
            return false;
        }

        entry = directory[..length];
        name = entry.Slice(EntryBytes, nameLength);
        directory = directory[length..];
        return true;
    }

    private static RecordFault DataOf(ReadOnlySpan<byte> file, ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> data)
    {
        data = default;
        bool isEncrypted = (BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]) & 1) != 0;
        int method = BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]);
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), size = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]);
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        if (isEncrypted || method != 0 || stored != size)
        {
            return RecordFault.UnknownElementType;
        }

        if (offset > file.Length - LocalBytes || BinaryPrimitives.ReadUInt32LittleEndian(file[(int)offset..]) != LocalSignature)
        {
            return RecordFault.WrongLength;
        }

        ReadOnlySpan<byte> local = file[(int)offset..];
        int start = LocalBytes + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (start > local.Length || size > local.Length - start)
        {
            return RecordFault.WrongLength;
        }

        data = local.Slice(start, (int)size);
        return Crc32.Compute(data) == checksum ? RecordFault.None : RecordFault.WrongChecksum;
    }
}
