using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Vfs.Records;

/// <summary>The signs of 512 projections of a vector: two vectors differ in each bit with a probability of their angle over π.</summary>
/// <remarks>
/// Random hyperplanes (Charikar 2002), made by three rounds of random signs and a Walsh–Hadamard transform (Ailon and Chazelle 2009;
/// Andoni et al. 2015) instead of a random matrix: no table, 512 · 9 · 3 additions. Additions in one fixed order give the same bits on
/// every machine. The first bits alone are a shorter sketch.
/// </remarks>
internal static class SketchProjection
{
    public const int Bits = 512;
    public const int Words = Bits / 64;

    private const int Rounds = 3;

    // SplitMix64 (Steele, Lea and Flood 2014), started at a number that is part of the format.
    private const ulong Seed = 0x506F_7274_6F6C_616E;
    private const ulong Gamma = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Computes the bits.</summary>
    /// <param name="vector">Finite numbers; their common length does not matter.</param>
    /// <param name="bits">Receives 8 words; a projection of 0 counts as positive.</param>
    public static void Project(ReadOnlySpan<float> vector, Span<ulong> bits)
    {
        int length = Math.Max(Bits, (int)BitOperations.RoundUpToPowerOf2((uint)vector.Length));
        float[] rented = System.Buffers.ArrayPool<float>.Shared.Rent(length);
        Span<float> values = rented.AsSpan(0, length);
        vector.CopyTo(values);
        values[vector.Length..].Clear();
        ulong state = Seed;
        for (int round = 0; round < Rounds; round++)
        {
            FlipSigns(values, ref state);
            Transform(values);
        }

        bits = bits[..Words];
        for (int word = 0; word < Words; word++)
        {
            ulong collected = 0;
            for (int bit = 0; bit < 64; bit++)
            {
                collected |= values[(word * 64) + bit] < 0 ? 1UL << bit : 0;
            }

            bits[word] = collected;
        }

        System.Buffers.ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>The Walsh–Hadamard transform, not scaled.</summary>
    internal static void Transform(Span<float> values)
    {
        for (int half = 1; half < values.Length; half *= 2)
        {
            if (half < Vector256<float>.Count)
            {
                TransformScalar(values, half);
                continue;
            }

            ref float first = ref MemoryMarshal.GetReference(values);
            for (int start = 0; start < values.Length; start += 2 * half)
            {
                for (int i = start; i < start + half; i += Vector256<float>.Count)
                {
                    // The same additions as the scalar ones, eight pairs at once.
                    Vector256<float> a = Vector256.LoadUnsafe(ref first, (nuint)i);
                    Vector256<float> b = Vector256.LoadUnsafe(ref first, (nuint)(i + half));
                    (a + b).StoreUnsafe(ref first, (nuint)i);
                    (a - b).StoreUnsafe(ref first, (nuint)(i + half));
                }
            }
        }
    }

    /// <summary>One step of the transform, pair by pair.</summary>
    internal static void TransformScalar(Span<float> values, int half)
    {
        for (int start = 0; start < values.Length; start += 2 * half)
        {
            for (int i = start; i < start + half; i++)
            {
                (values[i], values[i + half]) = (values[i] + values[i + half], values[i] - values[i + half]);
            }
        }
    }

    private static void FlipSigns(Span<float> values, ref ulong state)
    {
        Span<uint> numbers = MemoryMarshal.Cast<float, uint>(values);
        for (int i = 0; i < numbers.Length; i += 64)
        {
            ulong random = Next(ref state);
            int end = Math.Min(numbers.Length, i + 64);
            for (int j = i; j < end; j++, random >>= 1)
            {
                numbers[j] ^= (uint)(random & 1) << 31;
            }
        }
    }

    private static ulong Next(ref ulong state)
    {
        ulong z = state += Gamma;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
