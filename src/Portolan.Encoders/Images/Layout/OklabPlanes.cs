using System.Buffers;
using System.Runtime.Intrinsics;

namespace Portolan.Encoders.Images.Layout;

/// <summary>A picture as three planes of Oklab, where equal distances look about equally large.</summary>
/// <remarks>
/// Björn Ottosson, "A perceptual color space for image processing", 2020. Lightness is 0 to 1, a and b about −0.3 to 0.3. Only additions,
/// products, quotients and square roots are used, in a fixed order, so that every machine gets the same bits.
/// </remarks>
internal sealed class OklabPlanes : IDisposable
{
    private static readonly float[] Linear = LinearLevels();
    private readonly float[] planes;
    private readonly int room;

    private OklabPlanes(int width, int height)
    {
        Width = width;
        Height = height;

        // Whole vectors, so that none of the loops has a remainder.
        room = ((width * height) + Vector256<float>.Count - 1) & -Vector256<float>.Count;
        planes = ArrayPool<float>.Shared.Rent(3 * room);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary><see cref="Height"/> rows of <see cref="Width"/>, from the top.</summary>
    public ReadOnlySpan<float> Lightness => planes.AsSpan(0, Width * Height);

    /// <summary>From green (−) to red (+).</summary>
    public ReadOnlySpan<float> A => planes.AsSpan(room, Width * Height);

    /// <summary>From blue (−) to yellow (+).</summary>
    public ReadOnlySpan<float> B => planes.AsSpan(2 * room, Width * Height);

    public static OklabPlanes Of(PixelImage image)
    {
        var result = new OklabPlanes(image.Width, image.Height);
        Span<float> first = result.planes.AsSpan(0, result.room);
        Span<float> second = result.planes.AsSpan(result.room, result.room);
        Span<float> third = result.planes.AsSpan(2 * result.room, result.room);
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            first[i] = Linear[pixels[3 * i]];
            second[i] = Linear[pixels[(3 * i) + 1]];
            third[i] = Linear[pixels[(3 * i) + 2]];
        }

        first[(image.Width * image.Height)..].Clear();
        second[(image.Width * image.Height)..].Clear();
        third[(image.Width * image.Height)..].Clear();
        Convert(first, second, third);
        return result;
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(planes);

    private static void Convert(Span<float> first, Span<float> second, Span<float> third)
    {
        for (int i = 0; i < first.Length; i += Vector256<float>.Count)
        {
            Vector256<float> red = Vector256.Create<float>(first[i..]);
            Vector256<float> green = Vector256.Create<float>(second[i..]);
            Vector256<float> blue = Vector256.Create<float>(third[i..]);
            Vector256<float> l = CubeRoot((red * 0.4122214708f) + (green * 0.5363325363f) + (blue * 0.0514459929f));
            Vector256<float> m = CubeRoot((red * 0.2119034982f) + (green * 0.6806995451f) + (blue * 0.1073969566f));
            Vector256<float> s = CubeRoot((red * 0.0883024619f) + (green * 0.2817188376f) + (blue * 0.6299787005f));
            ((l * 0.2104542553f) + (m * 0.7936177850f) - (s * 0.0040720468f)).CopyTo(first[i..]);
            ((l * 1.9779984951f) - (m * 2.4285922050f) + (s * 0.4505937099f)).CopyTo(second[i..]);
            ((l * 0.0259040371f) + (m * 0.7827717662f) - (s * 0.8086757660f)).CopyTo(third[i..]);
        }
    }

    /// <summary>Two of Halley's steps from a guess on the exponent; within 3 units of the last place for 2⁻⁶⁴ to 1, about 10⁻¹² for 0.</summary>
    internal static Vector256<float> CubeRoot(Vector256<float> x)
    {
        // A third of the exponent, with the bias put right; the constant makes the worst error of the guess smallest.
        Vector256<float> third = Vector256.ConvertToSingle(x.AsInt32()) * (1f / 3f);
        Vector256<float> y = (Vector256.ConvertToInt32(third) + Vector256.Create(709_921_077)).AsSingle();
        for (int step = 0; step < 2; step++)
        {
            Vector256<float> cube = y * y * y;
            y *= (cube + x + x) / (cube + cube + x);
        }

        return y;
    }

    /// <summary>IEC 61966-2-1: a line near black, else ((c + 0.055) / 1.055) to the power 2.4.</summary>
    private static float[] LinearLevels()
    {
        float[] levels = new float[256];
        for (int i = 0; i < 256; i++)
        {
            double value = i / 255.0;
            levels[i] = (float)(value <= 0.04045 ? value / 12.92 : PowerOfTwoPointFour((value + 0.055) / 1.055));
        }

        return levels;
    }

    /// <summary>x² times the fifth root of x², by Newton's method.</summary>
    private static double PowerOfTwoPointFour(double x)
    {
        double square = x * x;
        double root = 1;
        for (int step = 0; step < 60; step++)
        {
            root = ((4 * root) + (square / (root * root * root * root))) / 5;
        }

        return square * root;
    }
}
