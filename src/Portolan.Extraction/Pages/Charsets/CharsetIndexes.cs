using System.IO.Compression;

namespace Portolan.Extraction.Pages.Charsets;

/// <summary>The multi-byte indexes of the WHATWG Encoding standard, section 5: code points by pointer, 0 where there is none.</summary>
/// <remarks>
/// Kept as a resource (layout in <c>docs/formats/charset-indexes.md</c>) because .NET's code pages differ: they lack the
/// Hong Kong characters of Big5 and JIS X 0212, and map a few hundred other pairs to private characters.
/// </remarks>
internal sealed class CharsetIndexes
{
    private const string ResourceName = "Portolan.Extraction.CharsetIndexes.zlib";

    private static readonly Lazy<CharsetIndexes> Loaded = new(Load);

    private CharsetIndexes(byte[] data)
    {
        int at = 0;
        Gb18030 = ReadIndex(data, ref at, 23940);
        Big5 = ReadIndex(data, ref at, 19782);
        Jis0208 = ReadIndex(data, ref at, 11280);
        Jis0212 = ReadIndex(data, ref at, 8836);
        EucKr = ReadIndex(data, ref at, 23940);
        Gb18030Ranges = ReadRanges(data, ref at);
    }

    public static CharsetIndexes Instance => Loaded.Value;

    public int[] Gb18030 { get; }

    public int[] Big5 { get; }

    public int[] Jis0208 { get; }

    public int[] Jis0212 { get; }

    public int[] EucKr { get; }

    /// <summary>Where each range of four-byte pointers begins, and its first code point; ascending.</summary>
    public (int Pointer, int CodePoint)[] Gb18030Ranges { get; }

    private static CharsetIndexes Load()
    {
        using Stream resource = typeof(CharsetIndexes).Assembly.GetManifestResourceStream(ResourceName)!;
        using var zlib = new ZLibStream(resource, CompressionMode.Decompress);
        using var data = new MemoryStream();
        zlib.CopyTo(data);
        return new CharsetIndexes(data.ToArray());
    }

    private static int[] ReadIndex(byte[] data, ref int at, int count)
    {
        int[] index = new int[count];
        int previous = 0;
        for (int i = 0; i < count; i++)
        {
            index[i] = previous += ReadSigned(data, ref at) + 1;
        }

        return index;
    }

    private static (int Pointer, int CodePoint)[] ReadRanges(byte[] data, ref int at)
    {
        var ranges = new (int Pointer, int CodePoint)[ReadUnsigned(data, ref at)];
        (int pointer, int codePoint) = (0, 0);
        for (int i = 0; i < ranges.Length; i++)
        {
            pointer += ReadUnsigned(data, ref at);
            codePoint += ReadSigned(data, ref at);
            ranges[i] = (pointer, codePoint);
        }

        return ranges;
    }

    private static int ReadSigned(byte[] data, ref int at)
    {
        int value = ReadUnsigned(data, ref at);
        return (value >> 1) ^ -(value & 1);
    }

    private static int ReadUnsigned(byte[] data, ref int at)
    {
        int value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = data[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
