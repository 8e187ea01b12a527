using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>One query against rows that lie one behind the other: bound by the memory they are read from.</summary>
internal static class RowScan
{
    public static void Score<T, TLoader, TMetric>(ReadOnlySpan<float> query, float queryNorm, ReadOnlySpan<T> rows, Span<float> scores)
        where T : unmanaged
        where TLoader : struct, IElementLoader<T>
        where TMetric : struct, IMetric
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref T row = ref MemoryMarshal.GetReference(rows);
        nuint dimensions = (nuint)query.Length;
        nuint ahead = Ahead.Of((long)rows.Length * Unsafe.SizeOf<T>());
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = Vector512.IsHardwareAccelerated && dimensions >= 64
                ? Row512<T, TLoader, TMetric>(ref q, ref row, dimensions, queryNorm, ahead)
                : Row256<T, TLoader, TMetric>(ref q, ref row, dimensions, queryNorm, ahead);
            row = ref Unsafe.Add(ref row, dimensions);
        }
    }

    /// <summary>The same sums, one element after the other: what the others are tested against.</summary>
    public static void ScoreScalar<T, TLoader, TMetric>(ReadOnlySpan<float> query, float queryNorm, ReadOnlySpan<T> rows, Span<float> scores)
        where T : unmanaged
        where TLoader : struct, IElementLoader<T>
        where TMetric : struct, IMetric
    {
        for (int i = 0; i < scores.Length; i++)
        {
            ReadOnlySpan<T> row = rows.Slice(i * query.Length, query.Length);
            float first = 0, second = 0;
            for (int j = 0; j < row.Length; j++)
            {
                TMetric.Add(ref first, ref second, query[j], TLoader.Load(row[j]));
            }

            scores[i] = TMetric.Score(first, second, queryNorm);
        }
    }

    // Four independent sums: an addition takes four cycles, and two can be begun in each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Row512<T, TLoader, TMetric>(ref float query, ref T row, nuint dimensions, float queryNorm, nuint ahead)
        where T : unmanaged
        where TLoader : struct, IElementLoader<T>
        where TMetric : struct, IMetric
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default;
        nuint j = 0;
        for (; j + 64 <= dimensions; j += 64)
        {
            Ahead.Fetch(ref Unsafe.Add(ref row, j), 64, ahead);
            TMetric.Add(ref a0, ref b0, Vector512.LoadUnsafe(ref query, j), TLoader.Load512(in Unsafe.Add(ref row, j)));
            TMetric.Add(ref a1, ref b1, Vector512.LoadUnsafe(ref query, j + 16), TLoader.Load512(in Unsafe.Add(ref row, j + 16)));
            TMetric.Add(ref a2, ref b2, Vector512.LoadUnsafe(ref query, j + 32), TLoader.Load512(in Unsafe.Add(ref row, j + 32)));
            TMetric.Add(ref a3, ref b3, Vector512.LoadUnsafe(ref query, j + 48), TLoader.Load512(in Unsafe.Add(ref row, j + 48)));
        }

        for (; j + 16 <= dimensions; j += 16)
        {
            TMetric.Add(ref a0, ref b0, Vector512.LoadUnsafe(ref query, j), TLoader.Load512(in Unsafe.Add(ref row, j)));
        }

        float first = Vector512.Sum((a0 + a1) + (a2 + a3));
        float second = Vector512.Sum((b0 + b1) + (b2 + b3));
        return Finish<T, TLoader, TMetric>(first, second, ref query, ref row, j, dimensions, queryNorm);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Row256<T, TLoader, TMetric>(ref float query, ref T row, nuint dimensions, float queryNorm, nuint ahead)
        where T : unmanaged
        where TLoader : struct, IElementLoader<T>
        where TMetric : struct, IMetric
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        nuint j = 0;
        for (; j + 32 <= dimensions; j += 32)
        {
            Ahead.Fetch(ref Unsafe.Add(ref row, j), 32, ahead);
            TMetric.Add(ref a0, ref b0, Vector256.LoadUnsafe(ref query, j), TLoader.Load256(in Unsafe.Add(ref row, j)));
            TMetric.Add(ref a1, ref b1, Vector256.LoadUnsafe(ref query, j + 8), TLoader.Load256(in Unsafe.Add(ref row, j + 8)));
            TMetric.Add(ref a2, ref b2, Vector256.LoadUnsafe(ref query, j + 16), TLoader.Load256(in Unsafe.Add(ref row, j + 16)));
            TMetric.Add(ref a3, ref b3, Vector256.LoadUnsafe(ref query, j + 24), TLoader.Load256(in Unsafe.Add(ref row, j + 24)));
        }

        for (; j + 8 <= dimensions; j += 8)
        {
            TMetric.Add(ref a0, ref b0, Vector256.LoadUnsafe(ref query, j), TLoader.Load256(in Unsafe.Add(ref row, j)));
        }

        float first = Vector256.Sum((a0 + a1) + (a2 + a3));
        float second = Vector256.Sum((b0 + b1) + (b2 + b3));
        return Finish<T, TLoader, TMetric>(first, second, ref query, ref row, j, dimensions, queryNorm);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Finish<T, TLoader, TMetric>(
        float first, float second, ref float query, ref T row, nuint j, nuint dimensions, float queryNorm)
        where T : unmanaged
        where TLoader : struct, IElementLoader<T>
        where TMetric : struct, IMetric
    {
        for (; j < dimensions; j++)
        {
            TMetric.Add(ref first, ref second, Unsafe.Add(ref query, j), TLoader.Load(Unsafe.Add(ref row, j)));
        }

        return TMetric.Score(first, second, queryNorm);
    }
}
