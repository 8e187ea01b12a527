using Portolan.Encoders.Images.Layout;
using Portolan.Encoders.Models;

namespace Portolan.Encoders.Images;

/// <summary>A descriptor of how a picture looks, without trained weights: colours, edges, texture and where they are.</summary>
/// <remarks>
/// <para>
/// 544 numbers of eight blocks, each of length 1 before it is weighed: texture (local binary patterns at four settings, 140), directions of
/// edges on a 4 × 4 grid (64 + 64), colours in Oklab (144), lightness on 8 × 8 (64), colour on 4 × 4 (32), slow waves of lightness (36).
/// The cosine of two vectors is the weighed mean of the blocks' cosines.
/// </para>
/// <para>
/// A picture and its mirror image have the same vector; copies that were re-encoded, resized or slightly cropped have vectors near the
/// original's. It knows nothing of what is shown: docs/guide/images.md has measurements. Thread-safe. The same pixels give the same bits on every
/// machine.
/// </para>
/// </remarks>
public sealed class LayoutEncoder : Encoder<PixelImage>
{
    /// <summary>Numbers in a vector.</summary>
    public const int Dimensions = 544;

    /// <summary>The short side in pixels that a picture needs; what <see cref="ImageLimits.SufficientSide"/> should be.</summary>
    public const int SufficientSide = 128;

    /// <summary>Counts changes of what the vectors are.</summary>
    internal const string Revision = "1";

    /// <summary>A picture is brought to this many pixels in its own proportions, so that texture has one scale.</summary>
    private const int Area = SufficientSide * SufficientSide;

    /// <summary>Shortest side after that: the patterns of texture and the grids need some.</summary>
    private const int LeastSide = 16;

    private const int MostSide = 1024;

    /// <summary>Makes an encoder.</summary>
    public LayoutEncoder()
        : base(BuiltInModels.ImagePack().Space)
    {
    }

    /// <inheritdoc/>
    public override int PreferredBatch => 8;

    /// <inheritdoc/>
    /// <returns>Pixels.</returns>
    public override long CostOf(PixelImage input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return (long)input.Width * input.Height;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<PixelImage> inputs, Span<float> vectors, CancellationToken cancellationToken = default)
    {
        if (vectors.Length < (long)inputs.Length * Dimensions)
        {
            throw new ArgumentException($"room for {vectors.Length} numbers, expected {(long)inputs.Length * Dimensions}", nameof(vectors));
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ArgumentNullException.ThrowIfNull(inputs[i], nameof(inputs));
            Describe(inputs[i], LayoutBlocks.Weights, vectors.Slice(i * Dimensions, Dimensions));
        }
    }

    /// <summary>One vector under given weights, so that a benchmark can look for better ones.</summary>
    internal static void Describe(PixelImage image, ReadOnlySpan<float> weights, Span<float> vector)
    {
        (int width, int height) = Size(image.Width, image.Height);
        using var planes = OklabPlanes.Of(ImageResize.Resize(image, width, height, ResizeFilter.Bilinear));
        LayoutBlocks.Fill(planes, vector);
        LayoutBlocks.Weigh(vector, weights);
    }

    private static (int Width, int Height) Size(int width, int height)
    {
        double scale = Math.Sqrt((double)Area / ((double)width * height));
        return (Side(width * scale), Side(height * scale));
    }

    private static int Side(double length) => Math.Clamp((int)(length + 0.5), LeastSide, MostSide);
}
