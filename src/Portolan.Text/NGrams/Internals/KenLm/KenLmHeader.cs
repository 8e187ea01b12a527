using System.Buffers.Binary;
using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals.KenLm;

/// <summary>The beginning of a KenLM binary: what machine and version it is for, and how large its parts are.</summary>
/// <remarks>Layout: <c>docs/formats/kenlm.md</c>. Source of the facts: KenLM, <c>lm/binary_format.cc</c>.</remarks>
internal sealed class KenLmHeader
{
    public const string Kind = "KenLM binary";

    // "mmap lm http://kheafield.com/code format version 5\n", zeros up to a multiple of 8.
    private const int MarkLength = 56;
    private const int SanityLength = MarkLength + 32;
    private const int CountsOffset = SanityLength + 20;

    private KenLmHeader(string name, int order, float multiplier, KenLmKind kind, bool hasWords, long[] counts)
    {
        Name = name;
        Order = order;
        Multiplier = multiplier;
        ModelKind = kind;
        HasWords = hasWords;
        Counts = counts;
    }

    /// <summary>What every KenLM binary begins with; the format version follows.</summary>
    public static ReadOnlySpan<byte> Mark => "mmap lm http://kheafield.com/code format version"u8;

    public string Name { get; }

    public int Order { get; }

    /// <summary>Slots of a hash table for each entry.</summary>
    public float Multiplier { get; }

    public KenLmKind ModelKind { get; }

    /// <summary>Whether the words' strings stand at the end of the file.</summary>
    public bool HasWords { get; }

    public long[] Counts { get; }

    /// <summary>Bytes of the header: the vocabulary follows.</summary>
    public long Length => (CountsOffset + (8 * Order) + 7) & ~7;

    public static KenLmHeader Read(ModelImage image)
    {
        ReadOnlySpan<byte> mark = " 5\n\0"u8;
        Span<byte> first = stackalloc byte[CountsOffset];
        int length = Copy(image, 0, first);
        if (!first[..length].StartsWith(Mark))
        {
            throw Bad(image, 0, "it does not begin with KenLM's mark", "\"mmap lm http://kheafield.com/code format version 5\"");
        }

        if (length < CountsOffset)
        {
            throw Bad(image, image.Length, "the file ends in its header", $"{CountsOffset} bytes and the counts");
        }

        ReadOnlySpan<byte> version = first[Mark.Length..MarkLength];
        if (!version.StartsWith(mark))
        {
            int end = Math.Max(0, version.IndexOf((byte)'\n'));
            throw Bad(image, Mark.Length, $"the format version is '{System.Text.Encoding.Latin1.GetString(version[..end]).Trim()}'", "5", RebuildHint);
        }

        CheckSanity(image, first);
        int order = first[SanityLength];
        if (order < 2 || order > ModelError.HighestOrder)
        {
            throw Bad(image, SanityLength, $"the order is {order}", $"2 to {ModelError.HighestOrder}");
        }

        float multiplier = BinaryPrimitives.ReadSingleLittleEndian(first[(SanityLength + 4)..]);
        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(first[(SanityLength + 8)..]);
        if (kind > (uint)KenLmKind.QuantisedArrayTrie || kind == (uint)KenLmKind.RestProbing)
        {
            throw Bad(image, SanityLength + 8, $"the search type is {kind}", "0 (probing), 2, 3, 4 or 5 (tries); 1 is probing with rest costs, which is not read", RebuildHint);
        }

        uint expectedVersion = kind == (uint)KenLmKind.Probing ? 0u : 1u;
        uint searchVersion = BinaryPrimitives.ReadUInt32LittleEndian(first[(SanityLength + 16)..]);
        if (searchVersion != expectedVersion)
        {
            throw Bad(image, SanityLength + 16, $"the version of the search structure is {searchVersion}", $"{expectedVersion}", RebuildHint);
        }

        if (kind == (uint)KenLmKind.Probing && !(multiplier > 1 && multiplier < 1e6f))
        {
            throw Bad(image, SanityLength + 4, $"the probing multiplier is {multiplier}", "more than 1");
        }

        var header = new KenLmHeader(image.Name, order, multiplier, (KenLmKind)kind, first[SanityLength + 12] != 0, ReadCounts(image, order));
        return header.Length <= image.Length
            ? header
            : throw Bad(image, image.Length, "the file ends in the zeros behind its counts", $"{header.Length} bytes of header");
    }

    public static StorageException Bad(ModelImage image, long offset, string found, string expected, string? hint = null) =>
        ModelError.At(Kind, image.Name, offset, found, expected, hint);

    private const string RebuildHint = "build it again from its ARPA file with a KenLM of format version 5";

    // Numbers by which KenLM recognises a machine with other number formats; ours must read them as they were written.
    private static void CheckSanity(ModelImage image, ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> sanity = header[MarkLength..SanityLength];
        bool isSane = BinaryPrimitives.ReadSingleLittleEndian(sanity) == 0
            && BinaryPrimitives.ReadSingleLittleEndian(sanity[4..]) == 1
            && BinaryPrimitives.ReadSingleLittleEndian(sanity[8..]) == -0.5f
            && BinaryPrimitives.ReadUInt32LittleEndian(sanity[12..]) == 1
            && BinaryPrimitives.ReadUInt32LittleEndian(sanity[16..]) == uint.MaxValue
            && BinaryPrimitives.ReadUInt64LittleEndian(sanity[24..]) == 1;
        if (!isSane)
        {
            throw Bad(image, MarkLength, "the numbers 0, 1, -0.5, 1, 2^32 - 1 and 1 are written otherwise", "those of a 64-bit little-endian machine", RebuildHint);
        }
    }

    private static long[] ReadCounts(ModelImage image, int order)
    {
        Span<byte> bytes = stackalloc byte[8 * ModelError.HighestOrder];
        bytes = bytes[..(8 * order)];
        if (Copy(image, CountsOffset, bytes) < bytes.Length)
        {
            throw Bad(image, image.Length, "the file ends in its counts", $"{order} counts of 8 bytes");
        }

        long[] counts = new long[order];
        for (int i = 0; i < order; i++)
        {
            ulong count = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]);

            // Every n-gram takes more than a byte, except in the tightest trie, which has more than half of one.
            ulong limit = (ulong)image.Length * 2;
            if (count > limit || (i == 0 && (count == 0 || count > int.MaxValue - 8)))
            {
                throw Bad(image, CountsOffset + (8 * i), $"there are {count} n-grams of length {i + 1}", $"at most {limit}, for which the file has room, and 1 to 2^31 - 9 words");
            }

            counts[i] = (long)count;
        }

        return counts;
    }

    private static unsafe int Copy(ModelImage image, long offset, Span<byte> destination)
    {
        int length = (int)Math.Clamp(image.Length - offset, 0, destination.Length);
        new ReadOnlySpan<byte>(image.Start + offset, length).CopyTo(destination);
        return length;
    }
}
