using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Tensors.Kernels;

/// <summary>A query of 13-bit integers against rows of 8-bit integers: exact sums, whatever their order.</summary>
/// <remarks>
/// A product is at most 4095·128, so that the sum over a block of 4096 stays below 2³¹; blocks are summed as 64-bit integers.
/// </remarks>
internal static class IntegerScan
{
    /// <summary>Largest magnitude of an element of the query.</summary>
    public const int QueryRange = 4095;

    private const int Block = 4096;

    /// <summary>Σ q·x and, where asked for, Σ x²; <paramref name="ahead"/> is what <see cref="Ahead.Of"/> gave.</summary>
    public static void Sums(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> row, bool needsNorm, nuint ahead, out long dot, out long squares)
    {
        dot = 0;
        squares = 0;
        for (int start = 0; start < row.Length; start += Block)
        {
            int count = Math.Min(Block, row.Length - start);
            if (needsNorm)
            {
                BlockSums<Norm>(query.Slice(start, count), row.Slice(start, count), ahead, ref dot, ref squares);
            }
            else
            {
                BlockSums<NoNorm>(query.Slice(start, count), row.Slice(start, count), ahead, ref dot, ref squares);
            }
        }
    }

    /// <summary>The same sums, one element after the other.</summary>
    public static void SumsScalar(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> row, out long dot, out long squares)
    {
        dot = 0;
        squares = 0;
        for (int i = 0; i < row.Length; i++)
        {
            dot += query[i] * row[i];
            squares += row[i] * row[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BlockSums<TNorm>(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> row, nuint ahead, ref long dot, ref long squares)
        where TNorm : struct
    {
        ref short q = ref MemoryMarshal.GetReference(query);
        ref sbyte x = ref MemoryMarshal.GetReference(row);
        nuint count = (nuint)row.Length;
        nuint i = 0;
        int sum = 0, norm = 0;
        if (Avx512BW.IsSupported)
        {
            Vector512<int> s0 = default, s1 = default, n0 = default, n1 = default;
            for (; i + 64 <= count; i += 64)
            {
                Ahead.Fetch(ref Unsafe.Add(ref x, i), 64, ahead);
                Vector512<short> a = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref x, i));
                Vector512<short> b = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref x, i + 32));
                s0 += Avx512BW.MultiplyAddAdjacent(a, Vector512.LoadUnsafe(ref q, i));
                s1 += Avx512BW.MultiplyAddAdjacent(b, Vector512.LoadUnsafe(ref q, i + 32));
                if (typeof(TNorm) == typeof(Norm))
                {
                    n0 += Avx512BW.MultiplyAddAdjacent(a, a);
                    n1 += Avx512BW.MultiplyAddAdjacent(b, b);
                }
            }

            sum = Vector512.Sum(s0 + s1);
            norm = Vector512.Sum(n0 + n1);
        }
        else if (Avx2.IsSupported)
        {
            Vector256<int> s0 = default, s1 = default, n0 = default, n1 = default;
            for (; i + 32 <= count; i += 32)
            {
                Ahead.Fetch(ref Unsafe.Add(ref x, i), 32, ahead);
                Vector256<short> a = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref x, i));
                Vector256<short> b = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref x, i + 16));
                s0 += Avx2.MultiplyAddAdjacent(a, Vector256.LoadUnsafe(ref q, i));
                s1 += Avx2.MultiplyAddAdjacent(b, Vector256.LoadUnsafe(ref q, i + 16));
                if (typeof(TNorm) == typeof(Norm))
                {
                    n0 += Avx2.MultiplyAddAdjacent(a, a);
                    n1 += Avx2.MultiplyAddAdjacent(b, b);
                }
            }

            sum = Vector256.Sum(s0 + s1);
            norm = Vector256.Sum(n0 + n1);
        }

        Vector128<int> sums = default, norms = default;
        for (; i + 8 <= count; i += 8)
        {
            Vector128<short> a = Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref x, i)))).AsSByte());
            sums += PairSums(a, Vector128.LoadUnsafe(ref q, i));
            if (typeof(TNorm) == typeof(Norm))
            {
                norms += PairSums(a, a);
            }
        }

        sum += Vector128.Sum(sums);
        norm += Vector128.Sum(norms);
        for (; i < count; i++)
        {
            int element = Unsafe.Add(ref x, i);
            sum += Unsafe.Add(ref q, i) * element;
            norm += element * element;
        }

        dot += sum;
        squares += norm;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> PairSums(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(a, b);
        }

        (Vector128<int> aLower, Vector128<int> aUpper) = Vector128.Widen(a);
        (Vector128<int> bLower, Vector128<int> bUpper) = Vector128.Widen(b);
        return (aLower * bLower) + (aUpper * bUpper);
    }

    private readonly struct Norm;

    private readonly struct NoNorm;
}
