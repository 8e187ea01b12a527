namespace Portolan.Encoders.Images;

/// <summary>What a picture may cost; checked on its header, before anything is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>Limits for files of unknown origin: 100 million pixels, 65,535 a side.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Most pixels.</summary>
    /// <value>Default 100,000,000, which is 300 MB decoded.</value>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Longest side in pixels.</summary>
    /// <value>Default 65,535.</value>
    public int MaxSide { get; init; } = 65_535;

    /// <summary>
    /// The short side that is needed, in pixels: a decoder may give a smaller picture than the file's, down to this, when that is cheaper;
    /// 0 asks for the whole picture.
    /// </summary>
    /// <value>Default 0.</value>
    public int SufficientSide { get; init; }
}
