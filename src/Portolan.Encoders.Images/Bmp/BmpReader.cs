namespace Portolan.Encoders.Images.Bmp;

/// <summary>Reads BMP, which the packaged libvips does not.</summary>
internal static class BmpReader
{
    public static PixelImage Read(ReadOnlySpan<byte> file, ImageSource source)
    {
        BmpHeader header = BmpHeader.Read(file, source);
        ReadOnlySpan<byte> data = file[header.PixelStart..];
        if (header.Compression is BmpCompression.RunLength4 or BmpCompression.RunLength8)
        {
            byte[] indexes = new byte[(long)header.Width * header.Height];
            BmpRuns.Read(data, header, indexes, source);
            return new PixelImage(header.Width, header.Height, Colored(indexes, ReadPalette(file, header)));
        }

        // The padding of the last row may be missing.
        long needed = (header.Stride * (header.Height - 1)) + ((((long)header.Width * header.BitsPerPixel) + 7) / 8);
        if (data.Length < needed)
        {
            throw source.Broken($"{data.Length} bytes of pixels, expected {needed}", header.PixelStart);
        }

        byte[] pixels = new byte[(long)header.Width * header.Height * 3];
        if (header.BitsPerPixel is 16 or 32)
        {
            new BmpMasks(header, source).Read(data, header, pixels);
            return new PixelImage(header.Width, header.Height, pixels);
        }

        byte[] palette = ReadPalette(file, header);
        for (int y = 0; y < header.Height; y++)
        {
            Row(data[RowStart(header, y)..], header.BitsPerPixel, palette, pixels.AsSpan(y * header.Width * 3, header.Width * 3));
        }

        return new PixelImage(header.Width, header.Height, pixels);
    }

    /// <summary>For fuzzing: an <see cref="EncoderException"/> is the only way to fail.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> file)
    {
        try
        {
            Read(file, new ImageSource(ImageFormat.Bmp, new ImageLimits { MaxPixels = 1_000_000 }, null));
        }
        catch (EncoderException)
        {
        }
    }

    /// <summary>Where a row of the picture, counted from its top, begins in the data.</summary>
    public static int RowStart(BmpHeader header, int y) => (int)(header.Stride * (header.TopDown ? y : header.Height - 1 - y));

    private static void Row(ReadOnlySpan<byte> data, int bitsPerPixel, byte[] palette, Span<byte> pixels)
    {
        for (int x = 0; x < pixels.Length / 3; x++)
        {
            Span<byte> pixel = pixels.Slice(x * 3, 3);
            switch (bitsPerPixel)
            {
                case 24:
                    (pixel[0], pixel[1], pixel[2]) = (data[(x * 3) + 2], data[(x * 3) + 1], data[x * 3]);
                    break;
                case 8:
                    palette.AsSpan(data[x] * 3, 3).CopyTo(pixel);
                    break;
                case 4:
                    palette.AsSpan(((data[x / 2] >> (x % 2 == 0 ? 4 : 0)) & 15) * 3, 3).CopyTo(pixel);
                    break;
                default:
                    palette.AsSpan(((data[x / 8] >> (7 - (x % 8))) & 1) * 3, 3).CopyTo(pixel);
                    break;
            }
        }
    }

    private static byte[] Colored(byte[] indexes, byte[] palette)
    {
        byte[] pixels = new byte[indexes.LongLength * 3];
        for (int i = 0; i < indexes.Length; i++)
        {
            palette.AsSpan(indexes[i] * 3, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return pixels;
    }

    /// <summary>256 colours as R, G, B; those that the file does not have are black.</summary>
    private static byte[] ReadPalette(ReadOnlySpan<byte> file, BmpHeader header)
    {
        byte[] palette = new byte[256 * 3];
        for (int i = 0; i < header.Palette.Count; i++)
        {
            ReadOnlySpan<byte> color = file[(header.Palette.Start + (i * header.Palette.Size))..];
            (palette[i * 3], palette[(i * 3) + 1], palette[(i * 3) + 2]) = (color[2], color[1], color[0]);
        }

        return palette;
    }
}
