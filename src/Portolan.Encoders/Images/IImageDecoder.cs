namespace Portolan.Encoders.Images;

/// <summary>Reads picture files; an implementation is a leaf, because it calls a native library.</summary>
public interface IImageDecoder
{
    /// <summary>Whether the first bytes are those of a format this decoder reads.</summary>
    /// <param name="start">The first bytes of the file; 16 suffice.</param>
    bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Decodes a picture file, the first frame of an animated one.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="path">The file's name, for errors.</param>
    /// <exception cref="EncoderException">Not a picture, broken, over the limits, or the native library is not there.</exception>
    PixelImage Decode(ReadOnlySpan<byte> file, ImageLimits limits, string? path = null);
}
