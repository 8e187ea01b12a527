using System.Buffers.Binary;
using Portolan.Storage;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>The first 128 bytes of a compiled blocklist; docs/formats/blocklist.md.</summary>
/// <param name="Homes">Slots that a key can begin at.</param>
/// <param name="Slots">All slots: those and what the last of them push behind the end.</param>
/// <param name="Entries">Slots that are taken.</param>
/// <param name="HasSingleLabels">Whether a rule is about a name of one label, such as <c>com</c>; mostly none is, and a search saves one look-up.</param>
/// <param name="IndexLength">Bytes of the index behind the slots.</param>
/// <param name="Digest">SHA-256 of all that follows the header.</param>
internal sealed record BlocklistHeader(long Homes, long Slots, long Entries, bool HasSingleLabels, int IndexLength, byte[] Digest)
{
    public const int Bytes = 128;
    public const int Version = 1;

    private const int CrcOffset = 12, FlagsOffset = 48, DigestOffset = 64, DigestBytes = 32;

    // 2⁴⁰ slots are 16 TB: products of what is below cannot overflow.
    private const long MaxSlots = 1L << 40;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'B', (byte)'L', 0x0D, 0x0A, 0x1A, 0x0A];

    public long IndexOffset => Bytes + Slots * RuleRecord.Bytes;

    public long FileLength => IndexOffset + IndexLength;

    public byte[] Write()
    {
        byte[] head = new byte[Bytes];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(16), Homes);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), Slots);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(32), Entries);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(40), IndexLength);
        head[FlagsOffset] = (byte)(HasSingleLabels ? 1 : 0);
        Digest.CopyTo(head, DigestOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(CrcOffset), Crc32.Compute(head));
        return head;
    }

    /// <summary>Reads a header and checks it against the length of its file.</summary>
    /// <exception cref="CorpusException">It is no blocklist, of another version, damaged or cut off.</exception>
    public static BlocklistHeader Read(ReadOnlySpan<byte> file, long fileLength, string path)
    {
        if (file.Length < Bytes || !file.StartsWith(Magic))
        {
            throw Error(path, 0, $"{path} is no compiled blocklist", "compile lists with 'portolan corpus blocklist build'");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        if (version != Version)
        {
            throw Error(path, 8, $"{path} is a blocklist of version {version}, expected {Version}", "build it again with this version of Portolan");
        }

        byte[] head = file[..Bytes].ToArray();
        head.AsSpan(CrcOffset, 4).Clear();
        long homes = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(16)), slots = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(24));
        long entries = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(32)), indexLength = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(40));
        if (Crc32.Compute(head) != BinaryPrimitives.ReadUInt32LittleEndian(file[CrcOffset..])
            || homes < 1 || slots < homes || slots > MaxSlots || entries < 0 || entries > slots || indexLength is < 0 or > int.MaxValue)
        {
            throw Error(path, CrcOffset, $"the header of {path} is damaged", BuildAgain);
        }

        var header = new BlocklistHeader(homes, slots, entries, head[FlagsOffset] != 0, (int)indexLength, head.AsSpan(DigestOffset, DigestBytes).ToArray());
        return header.FileLength == fileLength ? header : throw Error(path, 16, $"{path} has {fileLength} bytes, its header says {header.FileLength}", BuildAgain);
    }

    public const string BuildAgain = "copy it again from where it was built, or build it again";

    public static CorpusException Error(string path, long offset, string message, string hint) => new(message, path, offset, hint);
}
