namespace Portolan.Encoders.Images;

/// <summary>The formats that are decoded.</summary>
internal enum ImageFormat
{
    Unknown,
    Jpeg,
    Png,
    Gif,
    WebP,
    Bmp,
}

/// <summary>Tells formats by their first bytes; the file's name does not count.</summary>
internal static class ImageFormats
{
    public static ImageFormat Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return ImageFormat.Jpeg;
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return ImageFormat.Png;
        }

        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8))
        {
            return ImageFormat.Gif;
        }

        if (start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8))
        {
            return ImageFormat.WebP;
        }

        // "BM" begins many texts; the size of the second header follows twelve bytes later and is one of a few.
        return start.Length >= 16 && start.StartsWith("BM"u8) && (start[14] is 12 or 40 or 52 or 56 or 64 or 108 or 124) && start[15] == 0
            ? ImageFormat.Bmp
            : ImageFormat.Unknown;
    }

    /// <summary>The name for people.</summary>
    public static string Name(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "JPEG",
        ImageFormat.Png => "PNG",
        ImageFormat.Gif => "GIF",
        ImageFormat.WebP => "WebP",
        ImageFormat.Bmp => "BMP",
        _ => "unknown",
    };
}
