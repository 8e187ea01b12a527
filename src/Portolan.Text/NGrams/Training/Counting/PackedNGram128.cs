using System.Numerics;
using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>Up to 112 bits of words: 5-grams of 4 million words, 6-grams of 262 thousand.</summary>
internal readonly struct PackedNGram128(ulong high, ulong low) : IPackedNGram<PackedNGram128>
{
    private readonly ulong low = low;
    private readonly ulong high = high;

    public static int Bits => 128;

    public int Count => (int)(low & PackedNGram.MaxCount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Digit(in PackedNGram128 record, int shift) => shift switch
    {
        0 => (uint)record.low,
        < 64 => (uint)((record.low >> shift) | (record.high << (64 - shift))),
        _ => (uint)(record.high >> (shift - 64)),
    };

    public static bool Less(in PackedNGram128 left, in PackedNGram128 right) =>
        left.high != right.high ? left.high < right.high : left.low >> PackedNGram.CountBits < right.low >> PackedNGram.CountBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMerge(ref PackedNGram128 into, in PackedNGram128 from)
    {
        ulong count = (into.low & PackedNGram.MaxCount) + (from.low & PackedNGram.MaxCount);
        if (into.high != from.high || (into.low ^ from.low) > PackedNGram.MaxCount || count > PackedNGram.MaxCount)
        {
            return false;
        }

        into = new PackedNGram128(into.high, (into.low & ~(ulong)PackedNGram.MaxCount) | count);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PackedNGram128 Push(uint word, int wordBits, int order)
    {
        UInt128 words = (new UInt128(high, low) >> wordBits) | ((UInt128)word << (Bits - wordBits));
        words = words >> (Bits - (wordBits * order)) << (Bits - (wordBits * order));
        return new PackedNGram128((ulong)(words >> 64), (ulong)words | 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint WordFromEnd(int index, int wordBits) =>
        Digit(in this, Bits - ((index + 1) * wordBits)) & ((1u << wordBits) - 1);

    public int CommonBits(in PackedNGram128 other) =>
        high != other.high ? BitOperations.LeadingZeroCount(high ^ other.high) : 64 + BitOperations.LeadingZeroCount((low ^ other.low) >> PackedNGram.CountBits << PackedNGram.CountBits);
}
