namespace Portolan.Encoders.Images;

/// <summary>A decoded picture: 8-bit sRGB, three bytes a pixel (R, G, B), rows from the top without padding.</summary>
/// <remarks>Transparency has been laid over white, orientation tags applied, grey spread to three channels.</remarks>
public sealed class PixelImage
{
    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <param name="pixels">Exactly <paramref name="width"/> × <paramref name="height"/> × 3 bytes.</param>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public PixelImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.LongLength != (long)width * height * 3)
        {
            throw new ArgumentException($"{pixels.LongLength} bytes for {width} × {height} pixels, expected {(long)width * height * 3}", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>R, G, B of each pixel, row by row from the top.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }
}
