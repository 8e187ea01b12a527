using System.Runtime.InteropServices;

namespace Portolan.Encoders.Images.Vips;

/// <summary>A reference to a VipsImage; its pixels are computed when they are read.</summary>
internal sealed class VipsImage : SafeHandle
{
    public VipsImage(nint image)
        : base(0, ownsHandle: true) => SetHandle(image);

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    public int Width => VipsNative.Width(handle);

    public int Height => VipsNative.Height(handle);

    public int Bands => VipsNative.Bands(handle);

    /// <summary>8-bit samples in sRGB, with or without alpha.</summary>
    public bool IsSrgb => VipsNative.Interpretation(handle) == VipsNative.Srgb && VipsNative.Format(handle) == VipsNative.UnsignedByte;

    public bool HasAlpha => VipsNative.HasAlpha(handle) != 0;

    /// <summary>EXIF's orientation, 1 to 8; 1 when there is none.</summary>
    public int Orientation => VipsNative.Orientation(handle);

    protected override bool ReleaseHandle()
    {
        VipsNative.Release(handle);
        return true;
    }
}
