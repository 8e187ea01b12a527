using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>The n-grams of one length as bit-packed records, sorted by their words from the last to the first.</summary>
/// <remarks>A record: the number of the n-gram's first word, its values, and what the pointers keep in it. Records lie one after another
/// without gaps; there is one more than n-grams, whose pointer ends the last range, and eight bytes behind it.</remarks>
internal sealed unsafe class TrieLevel(byte* records, ulong count, int wordWidth, int recordWidth, TrieValues values, TriePointers? pointers)
{
    private readonly ulong wordMask = BitField.Mask(wordWidth);
    private readonly ulong width = (ulong)recordWidth;

    public ulong Count => count;

    public byte* Records => records;

    /// <summary>Bits of a record.</summary>
    public ulong RecordWidth => width;

    public ulong WordMask => wordMask;

    /// <summary>Null in the last level.</summary>
    public TriePointers? Pointers => pointers;

    public TrieValues Values => values;

    /// <summary>Bytes of records, with the one too many and the eight behind it.</summary>
    public static UInt128 Length(ulong count, int recordWidth) => (((((UInt128)count + 1) * (uint)recordWidth) + 7) >> 3) + 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(ulong index) => BitField.Read(records, index * width, wordMask);

    /// <summary>Where the values of a record are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ValueBit(ulong index) => (index * width) + (ulong)wordWidth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Log10(ulong index) => values.Log10(records, ValueBit(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float BackOff(ulong index) => values.BackOff(records, ValueBit(index));

    /// <summary>The records of the next level that extend one of this level.</summary>
    /// <param name="index">The record.</param>
    /// <param name="nextCount">Records of the next level; a range beyond them is none.</param>
    public TrieRange Range(ulong index, ulong nextCount) =>
        pointers!.Read(index, ValueBit(index) + (ulong)values.Width).Within(nextCount);
}
