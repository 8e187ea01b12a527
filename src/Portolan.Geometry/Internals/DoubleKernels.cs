using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Geometry.Internals;

/// <summary>Loops over rows of doubles: eight lanes where the processor has them, else four, else one.</summary>
/// <remarks>Sums of different widths differ in their last bits; the scalar twins in the tests bound by how much.</remarks>
internal static partial class DoubleKernels
{
    /// <summary>Σ aᵢ bᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length >= 8)
        {
            return DotWide(a, b);
        }

        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>y ← y + factor · x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        int i = 0;
        if (x.Length >= 4)
        {
            i = AddScaledWide(factor, x, y);
        }

        for (; i < x.Length; i++)
        {
            y[i] += factor * x[i];
        }
    }

    /// <summary>output ← α x + β y; output may be x or y.</summary>
    public static void Combine(double alpha, ReadOnlySpan<double> x, double beta, ReadOnlySpan<double> y, Span<double> output)
    {
        int i = 0;
        ref double px = ref MemoryMarshal.GetReference(x);
        ref double py = ref MemoryMarshal.GetReference(y);
        ref double po = ref MemoryMarshal.GetReference(output);
        _ = y[..x.Length];
        _ = output[..x.Length];
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> va = Vector512.Create(alpha);
            Vector512<double> vb = Vector512.Create(beta);
            for (; i <= x.Length - 8; i += 8)
            {
                ((va * Vector512.LoadUnsafe(ref px, (nuint)i)) + (vb * Vector512.LoadUnsafe(ref py, (nuint)i)))
                    .StoreUnsafe(ref po, (nuint)i);
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<double> va = Vector256.Create(alpha);
            Vector256<double> vb = Vector256.Create(beta);
            for (; i <= x.Length - 4; i += 4)
            {
                ((va * Vector256.LoadUnsafe(ref px, (nuint)i)) + (vb * Vector256.LoadUnsafe(ref py, (nuint)i)))
                    .StoreUnsafe(ref po, (nuint)i);
            }
        }

        for (; i < x.Length; i++)
        {
            output[i] = (alpha * x[i]) + (beta * y[i]);
        }
    }

    /// <summary>x ← factor · x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(double factor, Span<double> x)
    {
        int i = x.Length >= 4 ? ScaleWide(factor, x) : 0;
        for (; i < x.Length; i++)
        {
            x[i] *= factor;
        }
    }

    /// <summary>Whether no value is NaN or infinite, as of no values at all.</summary>
    public static bool AllFinite(ReadOnlySpan<double> values) => values.IsEmpty || TensorPrimitives.IsFiniteAll(values);

    /// <summary>The largest |value|: NaN where there is one, 0 of no values.</summary>
    public static double LargestMagnitude(ReadOnlySpan<double> values) =>
        values.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(values));

    private static double DotWide(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        _ = b[..a.Length];
        ref double pa = ref MemoryMarshal.GetReference(a);
        ref double pb = ref MemoryMarshal.GetReference(b);
        int i = 0;
        double sum = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            // Two accumulators hide the latency of the additions.
            Vector512<double> s0 = Vector512<double>.Zero;
            Vector512<double> s1 = Vector512<double>.Zero;
            for (; i <= a.Length - 16; i += 16)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref pa, (nuint)i), Vector512.LoadUnsafe(ref pb, (nuint)i), s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref pa, (nuint)i + 8), Vector512.LoadUnsafe(ref pb, (nuint)i + 8), s1);
            }

            if (i <= a.Length - 8)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref pa, (nuint)i), Vector512.LoadUnsafe(ref pb, (nuint)i), s0);
                i += 8;
            }

            sum = Vector512.Sum(s0 + s1);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<double> s0 = Vector256<double>.Zero;
            Vector256<double> s1 = Vector256<double>.Zero;
            for (; i <= a.Length - 8; i += 8)
            {
                s0 += Vector256.LoadUnsafe(ref pa, (nuint)i) * Vector256.LoadUnsafe(ref pb, (nuint)i);
                s1 += Vector256.LoadUnsafe(ref pa, (nuint)i + 4) * Vector256.LoadUnsafe(ref pb, (nuint)i + 4);
            }

            sum = Vector256.Sum(s0 + s1);
        }

        for (; i < a.Length; i++)
        {
            sum += Unsafe.Add(ref pa, i) * Unsafe.Add(ref pb, i);
        }

        return sum;
    }

    private static int ScaleWide(double factor, Span<double> x)
    {
        ref double px = ref MemoryMarshal.GetReference(x);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= x.Length - 8; i += 8)
            {
                (Vector512.LoadUnsafe(ref px, (nuint)i) * factor).StoreUnsafe(ref px, (nuint)i);
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= x.Length - 4; i += 4)
            {
                (Vector256.LoadUnsafe(ref px, (nuint)i) * factor).StoreUnsafe(ref px, (nuint)i);
            }
        }

        return i;
    }

    private static int AddScaledWide(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        _ = y[..x.Length];
        ref double px = ref MemoryMarshal.GetReference(x);
        ref double py = ref MemoryMarshal.GetReference(y);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> f = Vector512.Create(factor);
            for (; i <= x.Length - 8; i += 8)
            {
                Vector512.FusedMultiplyAdd(f, Vector512.LoadUnsafe(ref px, (nuint)i), Vector512.LoadUnsafe(ref py, (nuint)i))
                    .StoreUnsafe(ref py, (nuint)i);
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<double> f = Vector256.Create(factor);
            for (; i <= x.Length - 4; i += 4)
            {
                (Vector256.LoadUnsafe(ref py, (nuint)i) + (f * Vector256.LoadUnsafe(ref px, (nuint)i)))
                    .StoreUnsafe(ref py, (nuint)i);
            }
        }

        return i;
    }
}
