using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>Ranges as a string of bits: for each record a one, then a zero for each record of the next level that extends it; a last one ends it.</summary>
/// <remarks>
/// The range of record i begins with as many zeros as stand before the i-th one, and ends with as many as stand before the next. Two bits
/// a record of any level at the most, and where every 128th one is.
/// </remarks>
internal sealed unsafe class MarkPointers(ulong* marks, long blocks, ulong* samples, int recordsASample) : TriePointers
{
    private readonly int sampleShift = BitOperations.Log2((uint)recordsASample);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void Prepare(ulong index)
    {
        ulong block = samples[index >> sampleShift] >> 6;
        Prefetch.Line(marks + (block < (ulong)blocks ? block : 0));
    }

    public override TrieRange Read(ulong index, ulong bit)
    {
        ulong sample = samples[index >> sampleShift];
        int ones = (int)index & (recordsASample - 1);
        ulong block = sample >> 6;
        if (block >= (ulong)blocks)
        {
            return default;
        }

        // The sample is the place of a one; ones before it in its block do not count.
        ulong rest = marks[block] & (ulong.MaxValue << (int)(sample & 63));
        for (int here = BitOperations.PopCount(rest); here <= ones; here = BitOperations.PopCount(rest))
        {
            ones -= here;
            if (++block >= (ulong)blocks)
            {
                return default;
            }

            rest = marks[block];
        }

        int place = Select(rest, ones);
        ulong begin = (block << 6) + (uint)place;
        rest &= place == 63 ? 0 : ulong.MaxValue << (place + 1);
        while (rest == 0)
        {
            if (++block >= (ulong)blocks)
            {
                return default;
            }

            rest = marks[block];
        }

        ulong end = (block << 6) + (uint)BitOperations.TrailingZeroCount(rest);

        // In a damaged file these may wrap around; a range that is not within the next level is none.
        return new TrieRange { Begin = begin - index, End = end - index - 1 };
    }

    /// <summary>The place of the one that has so many ones before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Select(ulong bits, int before) => Bmi2.X64.IsSupported
        ? BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << before, bits))
        : SelectScalar(bits, before);

    internal static int SelectScalar(ulong bits, int before)
    {
        for (; before > 0; before--)
        {
            bits &= bits - 1;
        }

        return BitOperations.TrailingZeroCount(bits);
    }
}
