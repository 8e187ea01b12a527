using Portolan.Encoders.Images.Resampling;

namespace Portolan.Encoders.Images;

/// <summary>Resizes and crops pictures; resized bytes are those of Pillow's <c>Image.resize</c>, bit for bit.</summary>
/// <remarks>
/// When a picture shrinks, the filter is stretched by the factor, so that every source pixel counts (antialias). Two passes, rows first;
/// each rounds to 8 bits; weights have 22 fractional bits. Same result on every machine for all filters whose weights are polynomials;
/// Lanczos and Hamming take sine and cosine from the C library, whose last bit is 2⁻³⁰ of a weight's.
/// </remarks>
public static class ImageResize
{
    /// <summary>A picture in another size.</summary>
    /// <param name="image">The picture; returned as it is when it has the size already.</param>
    /// <param name="width">1 to 65,535.</param>
    /// <param name="height">1 to 65,535; the result has at most 2³¹ bytes.</param>
    /// <param name="filter">How pixels are weighed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside the range given, or the filter is none.</exception>
    public static PixelImage Resize(PixelImage image, int width, int height, ResizeFilter filter) =>
        Resize(image, width, height, filter, ResamplePasses.IsVectorized);

    internal static PixelImage Resize(PixelImage image, int width, int height, ResizeFilter filter, bool vectorized)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckSize(width, height);
        if (filter is < ResizeFilter.Lanczos or > ResizeFilter.Hamming)
        {
            throw new ArgumentOutOfRangeException(nameof(filter), filter, "expected Lanczos, Bilinear, Bicubic, Box or Hamming");
        }

        byte[]? narrow = null;
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        if (width != image.Width)
        {
            var weights = ResampleWeights.Compute(image.Width, width, filter);
            narrow = new byte[Bytes(width, image.Height)];
            ResamplePasses.Horizontal(pixels, image.Width, image.Height, weights, narrow, vectorized);
            pixels = narrow;
        }

        if (height == image.Height)
        {
            return narrow is null ? image : new PixelImage(width, height, narrow);
        }

        byte[] result = new byte[Bytes(width, height)];
        ResamplePasses.Vertical(pixels, width * 3, ResampleWeights.Compute(image.Height, height, filter), result, vectorized);
        return new PixelImage(width, height, result);
    }

    /// <summary>The size whose shorter side is a given one, in the proportions of another size.</summary>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <param name="shortest">The shorter side wanted.</param>
    /// <returns>The longer side is rounded down, as Hugging Face's image processors do.</returns>
    public static (int Width, int Height) ShortestEdge(int width, int height, int shortest)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shortest);

        // Python multiplies integers and divides once; so does this.
        return width <= height
            ? (shortest, (int)((double)((long)shortest * height) / width))
            : ((int)((double)((long)shortest * width) / height), shortest);
    }

    /// <summary>The middle of a picture; where the picture is smaller than that, black is put around it.</summary>
    /// <param name="image">The picture; returned as it is when it has the size already.</param>
    /// <param name="width">1 to 65,535.</param>
    /// <param name="height">1 to 65,535.</param>
    /// <remarks>The crop starts at floor((size − crop) / 2), which is negative where black is put, as in Hugging Face's <c>center_crop</c>.</remarks>
    public static PixelImage CenterCrop(PixelImage image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckSize(width, height);
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        int left = Start(image.Width, width);
        int top = Start(image.Height, height);
        byte[] result = new byte[Bytes(width, height)];
        int from = Math.Max(left, 0);
        int to = Math.Min(left + width, image.Width);
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        for (int y = Math.Max(top, 0); y < Math.Min(top + height, image.Height); y++)
        {
            pixels[(((y * image.Width) + from) * 3)..(((y * image.Width) + to) * 3)].CopyTo(result.AsSpan((((y - top) * width) + from - left) * 3));
        }

        return new PixelImage(width, height, result);
    }

    /// <summary>Where the crop starts in the picture; below zero where the picture is padded.</summary>
    private static int Start(int size, int crop) => (size - crop) >> 1;

    private static void CheckSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ushort.MaxValue);
        Bytes(width, height);
    }

    private static int Bytes(int width, int height)
    {
        long bytes = (long)width * height * 3;
        return bytes <= Array.MaxLength ? (int)bytes
            : throw new ArgumentOutOfRangeException(nameof(width), $"{width} × {height} pixels are {bytes} bytes, expected at most {Array.MaxLength}");
    }
}
