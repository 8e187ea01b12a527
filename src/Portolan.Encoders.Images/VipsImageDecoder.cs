using Portolan.Encoders.Images.Bmp;
using Portolan.Encoders.Images.Vips;

namespace Portolan.Encoders.Images;

/// <summary>Decodes JPEG, PNG, WebP and GIF with libvips, and BMP itself.</summary>
/// <remarks>
/// <para>
/// The result is 8-bit sRGB: embedded colour profiles are applied, CMYK, grey and 16-bit samples converted, orientation tags applied,
/// transparency laid over white. Of an animation the first frame is taken. A file cut short or damaged is refused, not shown in part.
/// </para>
/// <para>
/// Thread-safe; a decode uses the calling thread and one of libvips. The library is loaded when the first picture is decoded that needs
/// it (about 15 ms): the file that <see cref="LibraryVariable"/> names, else the npm package in <c>assets</c>, else the system's.
/// </para>
/// </remarks>
public sealed class VipsImageDecoder : IImageDecoder
{
    /// <summary>The environment variable that names another libvips, 8.12 or later.</summary>
    public const string LibraryVariable = "PORTOLAN_VIPS";

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> start) => ImageFormats.Of(start) != ImageFormat.Unknown;

    /// <inheritdoc/>
    public PixelImage Decode(ReadOnlySpan<byte> file, ImageLimits limits, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var source = new ImageSource(ImageFormats.Of(file), limits, path);
        return source.Format switch
        {
            ImageFormat.Unknown => throw new EncoderException($"{source.Name} is not a picture that can be read: it begins with {Start(file)}, expected JPEG, PNG, WebP, GIF or BMP", path, 0),
            ImageFormat.Bmp => BmpReader.Read(file, source),
            _ => VipsDecoding.Decode(file, source),
        };
    }

    private static string Start(ReadOnlySpan<byte> file) => file.IsEmpty ? "nothing" : "the bytes " + Convert.ToHexString(file[..Math.Min(file.Length, 8)]);
}
