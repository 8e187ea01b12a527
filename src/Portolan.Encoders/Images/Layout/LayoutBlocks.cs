namespace Portolan.Encoders.Images.Layout;

/// <summary>The blocks of a vector: where they are, how they are filled, and how much each counts.</summary>
internal static class LayoutBlocks
{
    /// <summary>Lengths of the blocks, in their order.</summary>
    public static ReadOnlySpan<int> Lengths =>
    [
        TextureHistogram.Bins, TextureHistogram.Bins, TextureHistogram.Bins, TextureHistogram.Bins,
        GradientHistogram.Length, GradientHistogram.Length, ColorHistogram.Length,
        ColorLayout.LightnessLength, ColorLayout.ColorLength, ColorLayout.WavesLength,
    ];

    /// <summary>Names of the blocks, for reports.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["texture 1 fine", "texture 1 coarse", "texture 2 fine", "texture 2 coarse", "edges", "edges left-right", "colours", "lightness grid", "colour grid", "waves"];

    /// <summary>
    /// What each block counts for in a cosine. Histograms of shares are alike for all pictures, so that their cosines vary little and need large
    /// weights; grids vary much and need small ones.
    /// </summary>
    public static ReadOnlySpan<float> Weights => [0.5f, 0.5f, 0.5f, 0.5f, 0.3f, 0.05f, 0.35f, 0.03f, 0.03f, 0.03f];

    public static void Fill(OklabPlanes planes, Span<float> vector)
    {
        const int bins = TextureHistogram.Bins;
        TextureHistogram.Compute(planes, 1, 0.004f, Take(ref vector, bins));
        TextureHistogram.Compute(planes, 1, 0.03f, Take(ref vector, bins));
        TextureHistogram.Compute(planes, 2, 0.004f, Take(ref vector, bins));
        TextureHistogram.Compute(planes, 2, 0.03f, Take(ref vector, bins));
        GradientHistogram.Compute(planes, Take(ref vector, GradientHistogram.Length), Take(ref vector, GradientHistogram.Length));
        ColorHistogram.Compute(planes, Take(ref vector, ColorHistogram.Length));
        ColorLayout.Compute(planes, Take(ref vector, ColorLayout.LightnessLength), Take(ref vector, ColorLayout.ColorLength), Take(ref vector, ColorLayout.WavesLength));
    }

    /// <summary>Brings each block to the length √weight, and all to the length 1.</summary>
    public static void Weigh(Span<float> vector, ReadOnlySpan<float> weights)
    {
        double total = 0;
        Span<float> rest = vector;
        for (int i = 0; i < weights.Length; i++)
        {
            Span<float> block = Take(ref rest, Lengths[i]);
            double length = Length(block);

            // A picture of one colour has no edges and no waves; noise of the arithmetic is not to be blown up.
            bool counts = length > 1e-4;
            Scale(block, counts ? Math.Sqrt(weights[i]) / length : 0);
            total += counts ? weights[i] : 0;
        }

        Scale(vector, total > 0 ? 1 / Math.Sqrt(total) : 0);
    }

    private static Span<float> Take(ref Span<float> rest, int length)
    {
        Span<float> block = rest[..length];
        rest = rest[length..];
        return block;
    }

    private static double Length(ReadOnlySpan<float> block)
    {
        double sum = 0;
        foreach (float value in block)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }

    private static void Scale(Span<float> block, double factor)
    {
        foreach (ref float value in block)
        {
            value = (float)(value * factor);
        }
    }
}
