using System.Buffers.Binary;
using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>The beginning of a <c>.plm</c> file.</summary>
internal static unsafe class PlmHeader
{
    public const string Kind = ".plm model";
    public const int Version = 1;

    /// <summary>Words that a hash table's keys have room for.</summary>
    public const long MostWords = 1L << LosslessTables.WordBits;

    private const int FixedLength = 128;
    private const int EntryLength = 32;
    private const int CountsOffset = 32;
    private const int ChecksumOffset = 80;
    private const long MostNGrams = 1L << 40;

    /// <summary>High bit, so that a transfer as 7-bit text is noticed; both line ends, so that their conversion is.</summary>
    public static ReadOnlySpan<byte> Mark => [0x89, (byte)'P', (byte)'L', (byte)'M', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    public static int SectionsOf(PlmForm form, int order) => form == PlmForm.Lossless ? 3 + order : 4 + (4 * (order - 1)) - (order > 1 ? 2 : 0);

    public static int LengthFor(PlmForm form, int order) => FixedLength + (EntryLength * SectionsOf(form, order));

    public static void Write(PlmLayout layout, int beginWord, int endWord, byte* start)
    {
        var header = new Span<byte>(start, LengthFor(layout.Form, layout.Counts.Count));
        header.Clear();
        Mark.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], (int)layout.Form);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], layout.Counts.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], beginWord);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], endWord);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], layout.Sections.Count);
        for (int i = 0; i < layout.Counts.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(header[(CountsOffset + (8 * i))..], layout.Counts[i]);
        }

        Span<byte> entry = header[FixedLength..];
        foreach (PlmSection section in layout.Sections)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entry, (int)section.Kind);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], section.NGramLength);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], section.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], section.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[24..], section.Checksum);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[28..], section.Parameter);
            entry = entry[EntryLength..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumOffset..], Crc32.Compute(header));
    }

    /// <summary>Reads and checks the header: what it says of its own length, its checksum, and that every part is where the counts put it.</summary>
    public static PlmLayout Read(ModelImage image, out int beginWord, out int endWord)
    {
        var whole = new ReadOnlySpan<byte>(image.Start, (int)Math.Min(image.Length, 4096));
        if (whole.Length < FixedLength || !whole.StartsWith(Mark))
        {
            throw Bad(image, 0, "it does not begin with a .plm header", $"the mark 89 'PLM' and {FixedLength} bytes");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(whole[8..]);
        if (version != Version)
        {
            throw Bad(image, 8, $"the format version is {version}", $"{Version}");
        }

        int form = BinaryPrimitives.ReadInt32LittleEndian(whole[12..]);
        int order = BinaryPrimitives.ReadInt32LittleEndian(whole[16..]);
        if (form is not ((int)PlmForm.Lossless or (int)PlmForm.Compact) || order < 1 || order > ModelError.HighestOrder)
        {
            throw Bad(image, 12, $"form {form} and order {order}", $"form 1 or 2 and an order of 1 to {ModelError.HighestOrder}");
        }

        int length = LengthFor((PlmForm)form, order);
        if (whole.Length < length)
        {
            throw Bad(image, image.Length, "the file ends in its header", $"{length} bytes of it");
        }

        CheckChecksum(image, whole[..length]);
        long[] counts = ReadCounts(image, whole, order);
        beginWord = BinaryPrimitives.ReadInt32LittleEndian(whole[20..]);
        endWord = BinaryPrimitives.ReadInt32LittleEndian(whole[24..]);
        if ((uint)beginWord >= counts[0] || (uint)endWord >= counts[0])
        {
            throw Bad(image, 20, $"<s> and </s> are words {beginWord} and {endWord}", $"numbers below {counts[0]}");
        }

        return ReadSections(image, whole[..length], (PlmForm)form, counts);
    }

    public static StorageException Bad(ModelImage image, long offset, string found, string expected) =>
        ModelError.At(Kind, image.Name, offset, found, expected);

    /// <summary>The exception for a model that cannot be written.</summary>
    public static StorageException Bad(string name, string found, string expected) => new($"{name} cannot be written: {found}, expected {expected}", name);

    private static void CheckChecksum(ModelImage image, ReadOnlySpan<byte> header)
    {
        byte[] bytes = header.ToArray();
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumOffset..]);
        bytes.AsSpan(ChecksumOffset, 4).Clear();
        uint computed = Crc32.Compute(bytes);
        if (stored != computed)
        {
            throw Bad(image, ChecksumOffset, $"the header's checksum is {computed:x8}", $"{stored:x8}; it is damaged");
        }
    }

    private static long[] ReadCounts(ModelImage image, ReadOnlySpan<byte> header, int order)
    {
        long[] counts = new long[order];
        for (int i = 0; i < order; i++)
        {
            counts[i] = BinaryPrimitives.ReadInt64LittleEndian(header[(CountsOffset + (8 * i))..]);
            if (counts[i] < (i == 0 ? 1 : 0) || counts[i] > (i == 0 ? MostWords : MostNGrams))
            {
                throw Bad(image, CountsOffset + (8 * i), $"there are {counts[i]} n-grams of length {i + 1}", $"0 to {MostNGrams}, and 1 to {MostWords} words");
            }
        }

        return counts;
    }

    private static PlmLayout ReadSections(ModelImage image, ReadOnlySpan<byte> header, PlmForm form, long[] counts)
    {
        // The words' text has whatever length it has; all else follows.
        long textLength = BinaryPrimitives.ReadInt64LittleEndian(header[(FixedLength + 16)..]);
        if (textLength < 0 || textLength > image.Length)
        {
            throw Bad(image, FixedLength + 16, $"the words take {textLength} bytes", $"at most the file's {image.Length}");
        }

        var layout = new PlmLayout(form, counts, textLength);
        for (int i = 0; i < layout.Sections.Count; i++)
        {
            PlmSection section = layout.Sections[i];
            int at = FixedLength + (EntryLength * i);
            ReadOnlySpan<byte> entry = header[at..];
            if (BinaryPrimitives.ReadInt32LittleEndian(entry) != (int)section.Kind
                || BinaryPrimitives.ReadInt32LittleEndian(entry[4..]) != section.NGramLength
                || BinaryPrimitives.ReadInt64LittleEndian(entry[8..]) != section.Offset
                || BinaryPrimitives.ReadInt64LittleEndian(entry[16..]) != section.Length)
            {
                throw Bad(image, at, $"part {i} is described otherwise", $"{section.Kind} at {section.Offset}, {section.Length} bytes, as the counts say");
            }

            section.Checksum = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]);
            section.Parameter = BinaryPrimitives.ReadUInt32LittleEndian(entry[28..]);
        }

        return layout.Length == image.Length
            ? layout
            : throw Bad(image, image.Length, $"the file has {image.Length} bytes", $"{layout.Length}, as its header says");
    }
}
