using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Portolan.Tensors.Kernels;

namespace Portolan.Tensors;

/// <summary>Conversions between floats and the narrower types that vectors are stored in.</summary>
public static class ElementConversion
{
    /// <summary>Rounds floats to bfloat16, to nearest with ties to even; NaN stays NaN.</summary>
    /// <param name="source">Floats.</param>
    /// <param name="destination">Receives as many.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public static void ToBFloat16(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        Check(source.Length, destination.Length);
        ref float from = ref MemoryMarshal.GetReference(source);
        ref ushort to = ref MemoryMarshal.GetReference(destination);
        nuint i = 0;
        for (; i + 16 <= (nuint)source.Length; i += 16)
        {
            Vector256<uint> lower = Round(Vector256.LoadUnsafe(ref from, i));
            Vector256<uint> upper = Round(Vector256.LoadUnsafe(ref from, i + 8));
            Vector256.Narrow(lower, upper).StoreUnsafe(ref to, i);
        }

        for (; i < (nuint)source.Length; i++)
        {
            Unsafe.Add(ref to, i) = ToBFloat16(Unsafe.Add(ref from, i));
        }
    }

    /// <summary>Widens bfloat16 to floats, exactly.</summary>
    /// <param name="source">Upper halves of floats.</param>
    /// <param name="destination">Receives as many.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> destination) => Widen<ushort, BFloat16Loader>(source, destination);

    /// <summary>Rounds floats to halves, to nearest with ties to even; beyond ±65,504 they become infinite.</summary>
    /// <param name="source">Floats.</param>
    /// <param name="destination">Receives as many.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public static void ToHalf(ReadOnlySpan<float> source, Span<Half> destination)
    {
        Check(source.Length, destination.Length);
        TensorPrimitives.ConvertToHalf(source, destination);
    }

    /// <summary>Widens halves to floats, exactly.</summary>
    /// <param name="source">Halves.</param>
    /// <param name="destination">Receives as many.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public static void FromHalf(ReadOnlySpan<Half> source, Span<float> destination) => Widen<Half, HalfLoader>(source, destination);

    /// <summary>Rounds a vector to 8-bit integers with one scale: <c>x ≈ scale · integer</c>, the largest magnitude being 127.</summary>
    /// <param name="source">Finite floats.</param>
    /// <param name="destination">Receives as many, -127 to 127.</param>
    /// <returns>The scale, 0 for a vector of zeros. An element is off by at most half of it.</returns>
    /// <exception cref="ArgumentException">The destination is shorter, or an element is not finite.</exception>
    public static float ToInt8(ReadOnlySpan<float> source, Span<sbyte> destination)
    {
        Check(source.Length, destination.Length);
        float largest = LargestMagnitude(source);
        // In double, since the reciprocal of a subnormal is infinite as a float.
        double factor = largest > 0 ? 127.0 / largest : 0;
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = (sbyte)Math.Round(source[i] * factor);
        }

        return largest / 127;
    }

    /// <summary>Multiplies 8-bit integers by their scale.</summary>
    /// <param name="source">Integers.</param>
    /// <param name="scale">The scale that <see cref="ToInt8"/> returned.</param>
    /// <param name="destination">Receives as many.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public static void FromInt8(ReadOnlySpan<sbyte> source, float scale, Span<float> destination)
    {
        Check(source.Length, destination.Length);
        Span<float> floats = destination[..source.Length];
        TensorPrimitives.ConvertTruncating(source, floats);
        TensorPrimitives.Multiply(floats, scale, floats);
    }

    /// <summary>The largest magnitude of an element, 0 of none.</summary>
    internal static float LargestMagnitude(ReadOnlySpan<float> source)
    {
        float largest = source.IsEmpty ? 0 : TensorPrimitives.MaxMagnitude(source);
        // MaxMagnitude answers NaN if any element is NaN, and is an infinity if any is one.
        return float.IsFinite(largest) ? MathF.Abs(largest) : throw new ArgumentException($"An element is {largest}, expected finite numbers.", nameof(source));
    }

    /// <summary>One double to bfloat16, rounded once: to float first would round ties that are none.</summary>
    internal static ushort ToBFloat16(double value)
    {
        float nearest = (float)value;
        uint bits = BitConverter.SingleToUInt32Bits(nearest);
        if (float.IsFinite(nearest) && (bits & 0xFFFF) == 0x8000 && nearest != value)
        {
            // Rounding to float made a tie; the double says on which side it was.
            bits = Math.Abs(value) > Math.Abs((double)nearest) ? bits + 1 : bits - 1;
        }

        return ToBFloat16(BitConverter.UInt32BitsToSingle(bits));
    }

    /// <summary>One float to bfloat16: what the vectors are tested against.</summary>
    internal static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Round(Vector256<float> values)
    {
        Vector256<uint> bits = values.AsUInt32();
        Vector256<uint> upper = bits >> 16;
        Vector256<uint> rounded = (bits + Vector256.Create(0x7FFFu) + (upper & Vector256.Create(1u))) >> 16;
        // Rounding could carry a NaN into infinity: it keeps its upper half and is made quiet.
        return Vector256.ConditionalSelect(Vector256.IsNaN(values).AsUInt32(), upper | Vector256.Create(0x40u), rounded);
    }

    private static void Widen<T, TLoader>(ReadOnlySpan<T> source, Span<float> destination)
        where T : unmanaged
        where TLoader : struct, IElementLoader<T>
    {
        Check(source.Length, destination.Length);
        ref T from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        nuint i = 0;
        for (; i + 8 <= (nuint)source.Length; i += 8)
        {
            TLoader.Load256(in Unsafe.Add(ref from, i)).StoreUnsafe(ref to, i);
        }

        for (; i < (nuint)source.Length; i++)
        {
            Unsafe.Add(ref to, i) = TLoader.Load(Unsafe.Add(ref from, i));
        }
    }

    private static void Check(int source, int destination)
    {
        if (destination < source)
        {
            throw new ArgumentException($"Room for {destination} elements, expected {source}.", nameof(destination));
        }
    }
}
