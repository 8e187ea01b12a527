using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Encoders.Images.Resampling;

/// <summary>The two passes of a resize over 8-bit RGB.</summary>
/// <remarks>Sums are 32-bit integers, whose order does not matter, so vectors and scalars give the same bytes.</remarks>
internal static class ResamplePasses
{
    private const int Half = 1 << (ResampleWeights.FractionBits - 1);

    public static bool IsVectorized => Vector256.IsHardwareAccelerated || Vector128.IsHardwareAccelerated;

    /// <summary>Resizes each row.</summary>
    public static void Horizontal(ReadOnlySpan<byte> pixels, int width, int height, ResampleWeights weights, Span<byte> result, bool vectorized)
    {
        int stride = width * 3;
        int resultStride = weights.Length * 3;
        int y = 0;

        // Four bytes are read for a pixel of three: the last row has none behind it.
        for (; vectorized && y + 2 < height; y += 2)
        {
            TwoRows(pixels.Slice(y * stride, (2 * stride) + 1), stride, weights, result.Slice(y * resultStride, 2 * resultStride));
        }

        for (; y < height; y++)
        {
            Row(pixels.Slice(y * stride, stride), weights, result.Slice(y * resultStride, resultStride));
        }
    }

    /// <summary>Resizes each column; a row is <paramref name="stride"/> bytes.</summary>
    public static void Vertical(ReadOnlySpan<byte> pixels, int stride, ResampleWeights weights, Span<byte> result, bool vectorized)
    {
        for (int y = 0; y < weights.Length; y++)
        {
            ReadOnlySpan<byte> rows = pixels.Slice(weights.Starts[y] * stride, weights.Counts[y] * stride);
            Span<byte> row = result.Slice(y * stride, stride);
            int done = vectorized ? WeighRowsVectorized(rows, stride, weights.Of(y), row) : 0;
            WeighRows(rows, stride, weights.Of(y), row, done);
        }
    }

    private static void Row(ReadOnlySpan<byte> row, ResampleWeights weights, Span<byte> result)
    {
        for (int x = 0; x < weights.Length; x++)
        {
            ReadOnlySpan<byte> source = row[(weights.Starts[x] * 3)..];
            int red = Half, green = Half, blue = Half;
            foreach (int weight in weights.Of(x))
            {
                red += source[0] * weight;
                green += source[1] * weight;
                blue += source[2] * weight;
                source = source[3..];
            }

            result[x * 3] = Clip(red);
            result[(x * 3) + 1] = Clip(green);
            result[(x * 3) + 2] = Clip(blue);
        }
    }

    /// <summary>A pixel of the upper row in the lower four lanes, the one below it in the upper four; the fourth of each is not used.</summary>
    private static void TwoRows(ReadOnlySpan<byte> rows, int stride, ResampleWeights weights, Span<byte> result)
    {
        ref byte upper = ref MemoryMarshal.GetReference(rows);
        ref byte lower = ref Unsafe.Add(ref upper, stride);
        int resultStride = weights.Length * 3;
        for (int x = 0; x < weights.Length; x++)
        {
            ReadOnlySpan<int> values = weights.Of(x);
            nint at = weights.Starts[x] * 3;
            System.Diagnostics.Debug.Assert(at + (values.Length * 3) <= stride, "weights reach beyond the row");
            Vector256<int> sum = Vector256.Create(Half);
            foreach (int weight in values)
            {
                ulong two = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref upper, at)) | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref lower, at)) << 32);
                sum += Widen(Vector128.CreateScalar(two).AsByte()) * Vector256.Create(weight);
                at += 3;
            }

            sum = Clip(sum);
            Vector128<byte> bytes = Vector128.Narrow(Vector256.Narrow(sum.AsUInt32(), sum.AsUInt32()).GetLower(), Vector128<ushort>.Zero);
            ulong both = bytes.AsUInt64().ToScalar();
            Put(result[(x * 3)..], (uint)both);
            Put(result[(resultStride + (x * 3))..], (uint)(both >> 32));
        }
    }

    private static void Put(Span<byte> pixel, uint value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(pixel, (ushort)value);
        pixel[2] = (byte)(value >> 16);
    }

    private static void WeighRows(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> weights, Span<byte> result, int from)
    {
        for (int x = from; x < result.Length; x++)
        {
            int sum = Half;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += rows[(k * stride) + x] * weights[k];
            }

            result[x] = Clip(sum);
        }
    }

    /// <summary>Sixteen bytes at a time; the rest of the row is the caller's.</summary>
    private static int WeighRowsVectorized(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> weights, Span<byte> result)
    {
        int x = 0;
        for (; x + 16 <= result.Length; x += 16)
        {
            Vector256<int> low = Vector256.Create(Half);
            Vector256<int> high = low;
            int at = x;
            foreach (int weight in weights)
            {
                Vector128<byte> bytes = Vector128.Create(rows.Slice(at, 16));
                Vector256<int> factor = Vector256.Create(weight);
                low += Widen(bytes) * factor;
                high += Widen(Vector128.Create(bytes.GetUpper(), Vector64<byte>.Zero)) * factor;
                at += stride;
            }

            Vector256<ushort> narrow = Vector256.Narrow(Clip(low).AsUInt32(), Clip(high).AsUInt32());
            Vector128.Narrow(narrow.GetLower(), narrow.GetUpper()).CopyTo(result[x..]);
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(Vector128<byte> lowerEight)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(lowerEight);
        }

        Vector128<ushort> shorts = Vector128.WidenLower(lowerEight);
        return Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts)).AsInt32();
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> ResampleWeights.FractionBits, 0, 255);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Clip(Vector256<int> sum) =>
        Vector256.Min(Vector256.Max(Vector256.ShiftRightArithmetic(sum, ResampleWeights.FractionBits), Vector256<int>.Zero), Vector256.Create(255));
}
