using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Encoders.Images.Layout;

/// <summary>How often each small pattern of lighter and darker neighbours occurs.</summary>
/// <remarks>
/// Local binary patterns: Ojala, Pietikäinen and Mäenpää, "Multiresolution gray-scale and rotation invariant texture classification", 2002.
/// Patterns with at most two changes around the circle are counted each, the others together; a pattern and its mirror image are one.
/// </remarks>
internal static class TextureHistogram
{
    /// <summary>58 uniform patterns are 34 with their mirror images taken together, and one is for all others.</summary>
    public const int Bins = 35;

    /// <summary>Neighbours clockwise from the upper left: bit k of a pattern.</summary>
    private static readonly (int Down, int Across)[] Neighbours = [(-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1)];

    private static readonly byte[] BinOf = BinsOfPatterns();

    /// <summary>Fills the square roots of the shares.</summary>
    /// <param name="planes">A picture larger than twice the radius each way.</param>
    /// <param name="radius">How far the neighbours are, in pixels.</param>
    /// <param name="threshold">By how much a neighbour must be lighter, so that noise does not count.</param>
    /// <param name="block">Receives <see cref="Bins"/> numbers.</param>
    public static void Compute(OklabPlanes planes, int radius, float threshold, Span<float> block)
    {
        Span<int> counts = stackalloc int[Bins];
        Span<int> patterns = stackalloc int[Vector256<int>.Count];
        counts.Clear();
        ReadOnlySpan<float> lightness = planes.Lightness;
        int width = planes.Width;
        Span<int> offsets = stackalloc int[8];
        for (int k = 0; k < 8; k++)
        {
            offsets[k] = ((Neighbours[k].Down * width) + Neighbours[k].Across) * radius;
        }

        ref float pixels = ref MemoryMarshal.GetReference(lightness);
        for (int y = radius; y < planes.Height - radius; y++)
        {
            int x = radius;
            for (; x + Vector256<float>.Count <= width - radius; x += Vector256<float>.Count)
            {
                nuint at = (nuint)((y * width) + x);
                Vector256<float> limit = Vector256.LoadUnsafe(ref pixels, at) + Vector256.Create(threshold);
                Vector256<int> pattern = Vector256<int>.Zero;
                for (int k = 0; k < 8; k++)
                {
                    Vector256<float> neighbour = Vector256.LoadUnsafe(ref pixels, (nuint)((nint)at + offsets[k]));
                    pattern |= Vector256.GreaterThan(neighbour, limit).AsInt32() & Vector256.Create(1 << k);
                }

                pattern.CopyTo(patterns);
                foreach (int value in patterns)
                {
                    counts[BinOf[value]]++;
                }
            }

            for (; x < width - radius; x++)
            {
                int at = (y * width) + x;
                float limit = lightness[at] + threshold;
                int pattern = 0;
                for (int k = 0; k < 8; k++)
                {
                    pattern |= lightness[at + offsets[k]] > limit ? 1 << k : 0;
                }

                counts[BinOf[pattern]]++;
            }
        }

        float all = (planes.Width - (2 * radius)) * (planes.Height - (2 * radius));
        for (int i = 0; i < Bins; i++)
        {
            block[i] = MathF.Sqrt(counts[i] / all);
        }
    }

    private static byte[] BinsOfPatterns()
    {
        byte[] bins = new byte[256];
        int next = 0;
        for (int pattern = 0; pattern < 256; pattern++)
        {
            // Bits 0 to 7 run clockwise from the upper left; mirrored, 0 and 2, 7 and 3, 6 and 4 change places.
            int mirrored = 0;
            for (int k = 0; k < 8; k++)
            {
                mirrored |= ((pattern >> k) & 1) << ((10 - k) % 8);
            }

            int turned = ((pattern << 1) | (pattern >> 7)) & 255;
            bins[pattern] = BitOperations.PopCount((uint)(pattern ^ turned)) > 2 ? (byte)(Bins - 1)
                : mirrored < pattern ? bins[mirrored]
                : (byte)next++;
        }

        return bins;
    }
}
