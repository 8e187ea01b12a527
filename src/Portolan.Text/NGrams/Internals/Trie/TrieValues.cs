using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>How a level keeps its probabilities and back-offs: as they are, or as places in tables.</summary>
internal sealed unsafe class TrieValues
{
    private const int WholeLog10 = 31;
    private const int WholeBackOff = 32;

    private readonly float* log10Table;
    private readonly float* backOffTable;
    private readonly int log10Offset;
    private readonly ulong log10Mask;
    private readonly ulong backOffMask;

    private TrieValues(float* log10Table, int log10Bits, float* backOffTable, int backOffBits, int width)
    {
        this.log10Table = log10Table;
        this.backOffTable = backOffTable;
        log10Mask = BitField.Mask(log10Bits);
        backOffMask = BitField.Mask(backOffBits);

        // A quantised back-off stands before its probability, a whole one behind it.
        log10Offset = log10Table is null ? 0 : backOffBits;
        Width = width;
    }

    /// <summary>Bits in a record.</summary>
    public int Width { get; }

    /// <summary>Single precision; a probability has no sign, since it has no choice.</summary>
    public static TrieValues Whole(bool withBackOff) => new(null, WholeLog10, null, WholeBackOff, withBackOff ? WholeLog10 + WholeBackOff : WholeLog10);

    /// <summary>Codes of values in tables of 2^bits entries; no back-offs when their table is null.</summary>
    public static TrieValues Quantised(float* log10Table, int log10Bits, float* backOffTable, int backOffBits)
    {
        int backOffWidth = backOffTable is null ? 0 : backOffBits;
        return new TrieValues(log10Table, log10Bits, backOffTable, backOffWidth, log10Bits + backOffWidth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Log10(byte* records, ulong bit)
    {
        ulong code = BitField.Read(records, bit + (ulong)log10Offset, log10Mask);
        return log10Table is null ? BitConverter.UInt32BitsToSingle((uint)code | 0x80000000) : log10Table[code];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float BackOff(byte* records, ulong bit) => log10Table is null
        ? BitConverter.UInt32BitsToSingle((uint)BitField.Read(records, bit + WholeLog10, uint.MaxValue))
        : backOffTable[BitField.Read(records, bit, backOffMask)];
}
