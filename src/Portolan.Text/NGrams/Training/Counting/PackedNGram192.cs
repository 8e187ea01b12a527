using System.Numerics;
using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>Up to 176 bits of words: 6-grams of 500 million words.</summary>
internal readonly struct PackedNGram192(ulong high, ulong middle, ulong low) : IPackedNGram<PackedNGram192>
{
    private readonly ulong low = low;
    private readonly ulong middle = middle;
    private readonly ulong high = high;

    public static int Bits => 192;

    public int Count => (int)(low & PackedNGram.MaxCount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Digit(in PackedNGram192 record, int shift) => shift switch
    {
        < 64 => Part(record.middle, record.low, shift),
        < 128 => Part(record.high, record.middle, shift - 64),
        _ => (uint)(record.high >> (shift - 128)),
    };

    public static bool Less(in PackedNGram192 left, in PackedNGram192 right) =>
        left.high != right.high ? left.high < right.high
        : left.middle != right.middle ? left.middle < right.middle
        : left.low >> PackedNGram.CountBits < right.low >> PackedNGram.CountBits;

    public static bool TryMerge(ref PackedNGram192 into, in PackedNGram192 from)
    {
        ulong count = (into.low & PackedNGram.MaxCount) + (from.low & PackedNGram.MaxCount);
        if (into.high != from.high || into.middle != from.middle
            || (into.low ^ from.low) > PackedNGram.MaxCount || count > PackedNGram.MaxCount)
        {
            return false;
        }

        into = new PackedNGram192(into.high, into.middle, (into.low & ~(ulong)PackedNGram.MaxCount) | count);
        return true;
    }

    public PackedNGram192 Push(uint word, int wordBits, int order)
    {
        ulong newLow = ((low >> wordBits) | (middle << (64 - wordBits))) & Mask(0, wordBits * order);
        ulong newMiddle = ((middle >> wordBits) | (high << (64 - wordBits))) & Mask(64, wordBits * order);
        ulong newHigh = ((high >> wordBits) | ((ulong)word << (64 - wordBits))) & Mask(128, wordBits * order);
        return new PackedNGram192(newHigh, newMiddle, newLow | 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint WordFromEnd(int index, int wordBits) =>
        Digit(in this, Bits - ((index + 1) * wordBits)) & ((1u << wordBits) - 1);

    public int CommonBits(in PackedNGram192 other) =>
        high != other.high ? BitOperations.LeadingZeroCount(high ^ other.high)
        : middle != other.middle ? 64 + BitOperations.LeadingZeroCount(middle ^ other.middle)
        : 128 + BitOperations.LeadingZeroCount((low ^ other.low) >> PackedNGram.CountBits << PackedNGram.CountBits);

    private static uint Part(ulong upper, ulong lower, int shift) =>
        shift == 0 ? (uint)lower : (uint)((lower >> shift) | (upper << (64 - shift)));

    /// <summary>Ones where the word at <paramref name="firstBit"/> of the record belongs to its upper <paramref name="wordsBits"/> bits.</summary>
    private static ulong Mask(int firstBit, int wordsBits)
    {
        int below = Bits - wordsBits - firstBit;
        return below <= 0 ? ulong.MaxValue : below >= 64 ? 0 : ulong.MaxValue << below;
    }
}
