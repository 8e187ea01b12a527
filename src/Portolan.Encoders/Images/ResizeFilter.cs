namespace Portolan.Encoders.Images;

/// <summary>How pixels are weighed when a picture is resized; the numbers are those of Pillow and of <c>preprocessor_config.json</c>.</summary>
public enum ResizeFilter
{
    /// <summary>Not a filter.</summary>
    None = 0,

    /// <summary>sinc(x)·sinc(x/3) within 3 pixels.</summary>
    Lanczos = 1,

    /// <summary>The triangle 1 − |x| within 1 pixel.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic with a = −0.5 within 2 pixels.</summary>
    Bicubic = 3,

    /// <summary>The mean of the pixels covered.</summary>
    Box = 4,

    /// <summary>A Hamming-windowed sinc within 1 pixel.</summary>
    Hamming = 5,
}
