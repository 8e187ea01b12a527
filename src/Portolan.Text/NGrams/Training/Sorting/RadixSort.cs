using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Training.Sorting;

/// <summary>Stable radix sort, least significant digit first, over some of a key's bits, on several threads.</summary>
/// <remarks>
/// Each pass counts digits per slice of the input, then moves each slice's records to places that no other slice writes to, so that
/// the result does not depend on the number of threads. A pass in which all records have one digit is left out.
/// </remarks>
internal static unsafe class RadixSort
{
    // 2,048 places to write to are about what the second-level TLB covers; 11 bits sort 5-grams of 8,000 pieces in 6 passes.
    private const int MaxDigitBits = 11;
    private const int MinSlice = 1 << 15;

    /// <summary>Sorts by the key bits from <paramref name="lowBit"/> up to and without <paramref name="highBit"/>.</summary>
    /// <param name="records">What to sort; afterwards either this or <paramref name="spare"/> holds the result.</param>
    /// <param name="spare">As large.</param>
    /// <param name="count">Records.</param>
    /// <param name="lowBit">The first bit that counts.</param>
    /// <param name="highBit">The bit after the last.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <returns>Where the result is.</returns>
    public static T* Sort<T>(T* records, T* spare, int count, int lowBit, int highBit, int threads)
        where T : unmanaged, IRadixRecord<T>
    {
        if (count < 2 || highBit <= lowBit)
        {
            return records;
        }

        int passes = (highBit - lowBit + MaxDigitBits - 1) / MaxDigitBits;
        int digitBits = (highBit - lowBit + passes - 1) / passes;
        int slices = Math.Clamp(count / MinSlice, 1, threads);
        var offsets = new int[slices][];
        for (int i = 0; i < slices; i++)
        {
            offsets[i] = new int[1 << digitBits];
        }

        for (int pass = 0; pass < passes; pass++)
        {
            int shift = lowBit + (pass * digitBits);
            uint mask = (1u << Math.Min(digitBits, highBit - shift)) - 1;
            T* from = records;
            T* to = spare;
            ForEachSlice(slices, slice => Count(from, SliceStart(slice, slices, count), SliceStart(slice + 1, slices, count), shift, mask, offsets[slice]));
            if (!TurnIntoOffsets(offsets, count))
            {
                continue;
            }

            ForEachSlice(slices, slice => Move(from, to, SliceStart(slice, slices, count), SliceStart(slice + 1, slices, count), shift, mask, offsets[slice]));
            spare = from;
            records = to;
        }

        return records;
    }

    private static int SliceStart(int slice, int slices, int count) => (int)((long)count * slice / slices);

    private static void ForEachSlice(int slices, Action<int> work)
    {
        if (slices == 1)
        {
            work(0);
            return;
        }

        Parallel.For(0, slices, new ParallelOptions { MaxDegreeOfParallelism = slices }, work);
    }

    private static void Count<T>(T* records, int start, int end, int shift, uint mask, int[] counts)
        where T : unmanaged, IRadixRecord<T>
    {
        Array.Clear(counts);
        fixed (int* count = counts)
        {
            for (T* record = records + start; record < records + end; record++)
            {
                count[T.Digit(in *record, shift) & mask]++;
            }
        }
    }

    /// <summary>Running sums, digit by digit and within a digit slice by slice; false when one digit has all records.</summary>
    private static bool TurnIntoOffsets(int[][] counts, int total)
    {
        int sum = 0;
        for (int digit = 0; digit < counts[0].Length; digit++)
        {
            int before = sum;
            foreach (int[] slice in counts)
            {
                int count = slice[digit];
                slice[digit] = sum;
                sum += count;
            }

            if (sum - before == total)
            {
                return false;
            }
        }

        return true;
    }

    private static void Move<T>(T* from, T* to, int start, int end, int shift, uint mask, int[] offsets)
        where T : unmanaged, IRadixRecord<T>
    {
        fixed (int* offset = offsets)
        {
            for (T* record = from + start; record < from + end; record++)
            {
                to[offset[T.Digit(in *record, shift) & mask]++] = *record;
            }
        }
    }
}
