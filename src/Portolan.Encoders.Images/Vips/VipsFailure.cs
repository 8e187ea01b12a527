namespace Portolan.Encoders.Images.Vips;

/// <summary>A call of libvips failed; <see cref="VipsDecoding"/> turns it into an <see cref="EncoderException"/>.</summary>
internal sealed class VipsFailure() : Exception("libvips failed");
