using System.Numerics;

namespace Portolan.Storage.Compression;

/// <summary>A decoding table for one canonical Huffman code of RFC 1951: main table, sub-tables, packed entries.</summary>
/// <remarks>
/// The low bits of the bit buffer index the main table; a code longer than <see cref="MainBits"/> leads to a sub-table that the
/// following bits index. An entry is the whole answer, so that a decoder does one load per symbol:
/// <list type="table">
/// <item><term>bits 0-5</term><description>bits to consume, code and extra bits together (at most 15 + 13)</description></item>
/// <item><term>bits 8-23</term><description>a literal entry: one or two bytes to write</description></item>
/// <item><term>bits 24-25</term><description>a literal entry: how many of them</description></item>
/// <item><term>bits 26-29</term><description>a literal entry: code bits of the first</description></item>
/// <item><term>bits 8-13</term><description>other entries: bits of the code alone; of a link: index bits of the sub-table</description></item>
/// <item><term>bits 14-28</term><description>other entries: base length, base distance, or (13 bits) start of the sub-table</description></item>
/// <item><term>bits 27, 29-31</term><description><see cref="EndOfBlock"/>, <see cref="Link"/>, <see cref="Exceptional"/>, <see cref="Literal"/></description></item>
/// </list>
/// </remarks>
internal sealed unsafe class HuffmanTable
{
    /// <summary>Marks a literal entry of a literal/length table. As a sign bit it costs one test.</summary>
    public const uint Literal = 1u << 31;

    /// <summary>Marks an entry that is not a plain symbol; alone it is no code.</summary>
    public const uint Exceptional = 1u << 30;

    /// <summary>With <see cref="Exceptional"/>: the end of the block.</summary>
    public const uint EndOfBlock = 1u << 27;

    /// <summary>With <see cref="Exceptional"/>: go on in a sub-table.</summary>
    public const uint Link = 1u << 29;

    /// <summary>Where base values start in an entry.</summary>
    public const int BaseShift = 14;

    /// <summary>The longest code that DEFLATE allows.</summary>
    public const int MaxCodeLength = 15;

    private readonly uint[] entries;
    private readonly int[] counts = new int[MaxCodeLength + 1];
    private readonly int[] starts = new int[MaxCodeLength + 2];
    private readonly ushort[] sorted;

    /// <summary>Makes an empty table.</summary>
    /// <param name="mainBits">Index bits of the main table.</param>
    /// <param name="maxSymbols">The most symbols that <see cref="TryBuild"/> is given.</param>
    public HuffmanTable(int mainBits, int maxSymbols)
    {
        MainBits = mainBits;
        sorted = new ushort[maxSymbols];

        // A sub-table exists only for a main entry that at least two codes share, and has at most 2^(15 - mainBits) entries.
        int largest = mainBits < MaxCodeLength ? (maxSymbols / 2) << (MaxCodeLength - mainBits) : 0;
        entries = GC.AllocateArray<uint>((1 << mainBits) + largest, pinned: true);
        Entries = (uint*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(entries, 0);
    }

    public int MainBits { get; }

    /// <summary>The entries; valid as long as this object is referenced.</summary>
    public uint* Entries { get; }

    /// <summary>Fills the table; false when the lengths are no prefix code that zlib would take.</summary>
    /// <param name="lengths">Code length of each symbol, 0 to 15; 0 means unused.</param>
    /// <param name="symbols">The entry of each symbol without its code length.</param>
    /// <param name="allowIncomplete">Accept no code at all, and a single code of one bit; the unused half is invalid.</param>
    public bool TryBuild(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> symbols, bool allowIncomplete)
    {
        Span<int> count = counts;
        count.Clear();
        foreach (byte length in lengths)
        {
            count[length]++;
        }

        count[0] = 0;
        int codes = 0;
        int space = 1 << MaxCodeLength;
        for (int length = 1; length <= MaxCodeLength; length++)
        {
            starts[length] = codes;
            codes += count[length];
            space -= count[length] << (MaxCodeLength - length);
        }

        if (space < 0)
        {
            return false;
        }

        if (space > 0 && !(allowIncomplete && (codes == 0 || (codes == 1 && count[1] == 1))))
        {
            return false;
        }

        Span<int> place = starts;
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length != 0)
            {
                sorted[place[length]++] = (ushort)symbol;
            }
        }

        if (space > 0)
        {
            FillIncomplete(codes, symbols);
        }
        else
        {
            Fill(symbols);
        }

        return true;
    }

    /// <summary>Joins two literals in one entry where both codes fit into the main index; text has many short codes.</summary>
    /// <remarks>From the end to the start, so that the second look-up, at a smaller or equal index, still finds a single literal.</remarks>
    public void PairLiterals()
    {
        uint* table = Entries;
        int mainBits = MainBits;
        for (int index = (1 << mainBits) - 1; index >= 0; index--)
        {
            uint first = table[index];
            if ((first & Literal) == 0)
            {
                continue;
            }

            // index >> length keeps only mainBits - length known bits, so the second code must not be longer than that.
            int length = (int)(first & 63);
            uint second = table[index >> length];
            if ((second & Literal) != 0 && (second & 63) + (uint)length <= (uint)mainBits)
            {
                table[index] = Literal | ((uint)length << 26) | (2u << 24) | ((second & 0xFF00) << 8) | (first & 0xFF00)
                    | ((second & 63) + (uint)length);
            }
        }
    }

    private void FillIncomplete(int codes, ReadOnlySpan<uint> symbols)
    {
        new Span<uint>(Entries, 1 << MainBits).Fill(Exceptional);
        if (codes == 1)
        {
            uint entry = WithLength(symbols[sorted[0]], 1);
            for (int index = 0; index < 1 << MainBits; index += 2)
            {
                Entries[index] = entry;
            }
        }
    }

    private void Fill(ReadOnlySpan<uint> symbols)
    {
        uint* table = Entries;
        int mainBits = MainBits;
        int next = 0;
        uint code = 0; // bit-reversed, as DEFLATE sends codes from their most significant bit on
        int length = 1;
        while (counts[length] == 0)
        {
            length++;
        }

        // Codes up to mainBits: while the table has 2^length entries each code is one entry; doubling the table repeats all.
        int size = 1 << Math.Min(length, mainBits);
        for (; length <= mainBits; length++)
        {
            while (size < 1 << length)
            {
                new ReadOnlySpan<uint>(table, size).CopyTo(new Span<uint>(table + size, size));
                size <<= 1;
            }

            for (int i = counts[length]; i > 0; i--)
            {
                table[code] = WithLength(symbols[sorted[next++]], (uint)length);
                uint free = code ^ (uint)(size - 1);
                if (free == 0)
                {
                    // The all-ones code is the last of a complete code; what is shorter than mainBits is repeated.
                    Repeat(size);
                    return;
                }

                code = Increment(code, free);
            }
        }

        FillSubTables(symbols, next, code, length);
    }

    private void Repeat(int size)
    {
        for (; size < 1 << MainBits; size <<= 1)
        {
            new ReadOnlySpan<uint>(Entries, size).CopyTo(new Span<uint>(Entries + size, size));
        }
    }

    private void FillSubTables(ReadOnlySpan<uint> symbols, int next, uint code, int length)
    {
        uint* table = Entries;
        int mainBits = MainBits;
        uint mainMask = (1u << mainBits) - 1;
        uint prefix = uint.MaxValue;
        int start = 0;
        int bits = 0;
        int free = 1 << mainBits;
        int remaining = counts[Math.Min(length, MaxCodeLength)];
        while (true)
        {
            while (remaining == 0)
            {
                remaining = counts[++length];
            }

            if ((code & mainMask) != prefix)
            {
                prefix = code & mainMask;
                start = free;
                bits = SubTableBits(length, remaining);
                free += 1 << bits;
                table[prefix] = Exceptional | Link | ((uint)start << BaseShift) | ((uint)bits << 8) | (uint)mainBits;
            }

            // The entry consumes only what the main index has not.
            uint entry = WithLength(symbols[sorted[next++]], (uint)(length - mainBits));
            for (uint index = code >> mainBits; index < 1u << bits; index += 1u << (length - mainBits))
            {
                table[start + index] = entry;
            }

            uint zeros = code ^ ((1u << length) - 1);
            if (zeros == 0)
            {
                return;
            }

            code = Increment(code, zeros);
            remaining--;
        }
    }

    /// <summary>Index bits of the sub-table whose first code has this length: grows until the codes that follow fill it.</summary>
    private int SubTableBits(int length, int remaining)
    {
        int bits = length - MainBits;
        int used = remaining;
        while (used < 1 << bits && length < MaxCodeLength)
        {
            bits++;
            used = (used << 1) + counts[++length];
        }

        return bits;
    }

    /// <summary>The next bit-reversed code of the same length: clears the ones above the highest zero and sets that zero.</summary>
    private static uint Increment(uint code, uint zeros)
    {
        uint highest = 1u << BitOperations.Log2(zeros);
        return (code & (highest - 1)) | highest;
    }

    /// <summary>Adds the code length to an entry: to the bits to consume, and beside the base; a literal has it at bit 26.</summary>
    private static uint WithLength(uint symbol, uint length) =>
        symbol + length + (length << (8 + (18 * (int)(symbol >> 31))));
}
