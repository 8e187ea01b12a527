using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Geometry.Internals;

internal static partial class DoubleKernels
{
    /// <summary>output ← output − Σₖ weights[k · weightStride] · rows[k · stride ..], k from 0 to below the count: from a row, a row times
    /// a matrix, which is what elimination takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractProducts(
        ReadOnlySpan<double> weights, int weightStride, ReadOnlySpan<double> rows, int stride, int count, Span<double> output)
    {
        int j = output.Length >= 4 && count > 0 ? SubtractProductsWide(weights, weightStride, rows, stride, count, output) : 0;
        for (; j < output.Length; j++)
        {
            double sum = 0;
            for (int k = 0; k < count; k++)
            {
                sum += weights[k * weightStride] * rows[(k * stride) + j];
            }

            output[j] -= sum;
        }
    }

    /// <summary>The columns that fill vectors. The sums stay in registers over all k, one of even and one of odd k, or of two neighbouring
    /// vectors, to hide the latency of the additions.</summary>
    private static int SubtractProductsWide(
        ReadOnlySpan<double> weights, int weightStride, ReadOnlySpan<double> rows, int stride, int count, Span<double> output)
    {
        _ = weights[(count - 1) * weightStride];
        _ = rows.Slice((count - 1) * stride, output.Length);
        ref double pw = ref MemoryMarshal.GetReference(weights);
        ref double pr = ref MemoryMarshal.GetReference(rows);
        ref double po = ref MemoryMarshal.GetReference(output);
        nuint nextWeight = (nuint)weightStride;
        nuint nextRow = (nuint)stride;
        int j = 0;
        if (!Vector256.IsHardwareAccelerated)
        {
            // Along the rows, as memory lies; for the few columns left of vectors the other order is the faster.
            for (int k = 0; k < count; k++)
            {
                double weight = weights[k * weightStride];
                ReadOnlySpan<double> row = rows.Slice(k * stride, output.Length);
                for (int i = 0; i < output.Length; i++)
                {
                    output[i] -= weight * row[i];
                }
            }

            return output.Length;
        }

        if (Vector512.IsHardwareAccelerated)
        {
            for (; j <= output.Length - 16; j += 16)
            {
                Vector512<double> even0 = Vector512<double>.Zero;
                Vector512<double> even1 = Vector512<double>.Zero;
                Vector512<double> odd0 = Vector512<double>.Zero;
                Vector512<double> odd1 = Vector512<double>.Zero;
                nuint w = 0;
                nuint r = (nuint)j;
                int k = 0;
                for (; k < count - 1; k += 2, w += 2 * nextWeight, r += 2 * nextRow)
                {
                    Vector512<double> first = Vector512.Create(Unsafe.Add(ref pw, w));
                    Vector512<double> second = Vector512.Create(Unsafe.Add(ref pw, w + nextWeight));
                    even0 = Vector512.FusedMultiplyAdd(first, Vector512.LoadUnsafe(ref pr, r), even0);
                    even1 = Vector512.FusedMultiplyAdd(first, Vector512.LoadUnsafe(ref pr, r + 8), even1);
                    odd0 = Vector512.FusedMultiplyAdd(second, Vector512.LoadUnsafe(ref pr, r + nextRow), odd0);
                    odd1 = Vector512.FusedMultiplyAdd(second, Vector512.LoadUnsafe(ref pr, r + nextRow + 8), odd1);
                }

                if (k < count)
                {
                    Vector512<double> last = Vector512.Create(Unsafe.Add(ref pw, w));
                    even0 = Vector512.FusedMultiplyAdd(last, Vector512.LoadUnsafe(ref pr, r), even0);
                    even1 = Vector512.FusedMultiplyAdd(last, Vector512.LoadUnsafe(ref pr, r + 8), even1);
                }

                (Vector512.LoadUnsafe(ref po, (nuint)j) - (even0 + odd0)).StoreUnsafe(ref po, (nuint)j);
                (Vector512.LoadUnsafe(ref po, (nuint)j + 8) - (even1 + odd1)).StoreUnsafe(ref po, (nuint)j + 8);
            }

            if (j <= output.Length - 8)
            {
                Vector512<double> even = Vector512<double>.Zero;
                Vector512<double> odd = Vector512<double>.Zero;
                nuint w = 0;
                nuint r = (nuint)j;
                int k = 0;
                for (; k < count - 1; k += 2, w += 2 * nextWeight, r += 2 * nextRow)
                {
                    even = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref pw, w)), Vector512.LoadUnsafe(ref pr, r), even);
                    odd = Vector512.FusedMultiplyAdd(
                        Vector512.Create(Unsafe.Add(ref pw, w + nextWeight)), Vector512.LoadUnsafe(ref pr, r + nextRow), odd);
                }

                if (k < count)
                {
                    even = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref pw, w)), Vector512.LoadUnsafe(ref pr, r), even);
                }

                (Vector512.LoadUnsafe(ref po, (nuint)j) - (even + odd)).StoreUnsafe(ref po, (nuint)j);
                j += 8;
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            for (; j <= output.Length - 8; j += 8)
            {
                Vector256<double> left = Vector256<double>.Zero;
                Vector256<double> right = Vector256<double>.Zero;
                nuint r = (nuint)j;
                nuint w = 0;
                for (int k = 0; k < count; k++, w += nextWeight, r += nextRow)
                {
                    Vector256<double> weight = Vector256.Create(Unsafe.Add(ref pw, w));
                    left += weight * Vector256.LoadUnsafe(ref pr, r);
                    right += weight * Vector256.LoadUnsafe(ref pr, r + 4);
                }

                (Vector256.LoadUnsafe(ref po, (nuint)j) - left).StoreUnsafe(ref po, (nuint)j);
                (Vector256.LoadUnsafe(ref po, (nuint)j + 4) - right).StoreUnsafe(ref po, (nuint)j + 4);
            }

            if (j <= output.Length - 4)
            {
                Vector256<double> sum = Vector256<double>.Zero;
                nuint r = (nuint)j;
                nuint w = 0;
                for (int k = 0; k < count; k++, w += nextWeight, r += nextRow)
                {
                    sum += Vector256.Create(Unsafe.Add(ref pw, w)) * Vector256.LoadUnsafe(ref pr, r);
                }

                (Vector256.LoadUnsafe(ref po, (nuint)j) - sum).StoreUnsafe(ref po, (nuint)j);
                j += 4;
            }
        }

        return j;
    }
}
