using System.Runtime.CompilerServices;

namespace Portolan.Encoders.Images.Layout;

/// <summary>Which colours occur: a histogram over lightness, a and b.</summary>
internal static class ColorHistogram
{
    public const int Length = LightnessBins * ColorBins * ColorBins;

    private const int LightnessBins = 4;
    private const int ColorBins = 6;

    /// <summary>Where the scale of a and b ends; only the strongest colours of sRGB lie beyond.</summary>
    private const float ColorRange = 0.16f;

    /// <summary>Fills the square roots of the shares; each pixel is shared between the eight bins around it.</summary>
    public static void Compute(OklabPlanes planes, Span<float> block)
    {
        ReadOnlySpan<float> lightness = planes.Lightness;
        ReadOnlySpan<float> a = planes.A;
        ReadOnlySpan<float> b = planes.B;
        Span<float> bins = stackalloc float[Length];
        bins.Clear();
        for (int i = 0; i < lightness.Length; i++)
        {
            (int l, float ls) = Place(lightness[i], LightnessBins);
            (int u, float us) = Place(Spread(a[i]), ColorBins);
            (int v, float vs) = Place(Spread(b[i]), ColorBins);
            Span<float> near = bins.Slice((((l * ColorBins) + u) * ColorBins) + v, (ColorBins * ColorBins) + ColorBins + 2);
            float low = 1 - ls;
            float lowLeft = low * (1 - us), lowRight = low * us, highLeft = ls * (1 - us), highRight = ls * us;
            near[0] += lowLeft * (1 - vs);
            near[1] += lowLeft * vs;
            near[ColorBins] += lowRight * (1 - vs);
            near[ColorBins + 1] += lowRight * vs;
            near[ColorBins * ColorBins] += highLeft * (1 - vs);
            near[(ColorBins * ColorBins) + 1] += highLeft * vs;
            near[(ColorBins * ColorBins) + ColorBins] += highRight * (1 - vs);
            near[(ColorBins * ColorBins) + ColorBins + 1] += highRight * vs;
        }

        for (int i = 0; i < Length; i++)
        {
            block[i] = MathF.Sqrt(bins[i] / lightness.Length);
        }
    }

    /// <summary>The bin below a value of 0 to 1, at most the last but one, and how much belongs to the bin above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Bin, float Share) Place(float value, int bins)
    {
        float place = Math.Clamp((value * bins) - 0.5f, 0, bins - 1);
        int bin = Math.Min((int)place, bins - 2);
        return (bin, place - bin);
    }

    /// <summary>0 to 1 with grey in the middle; the square root gives the many pale colours more bins than the few strong ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Spread(float value)
    {
        float root = MathF.Sqrt(Math.Abs(value) * (1 / ColorRange)) * 0.5f;
        return value < 0 ? 0.5f - root : 0.5f + root;
    }
}
