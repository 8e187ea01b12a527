namespace Portolan.Geometry.Pictures;

/// <summary>How a picture is drawn.</summary>
public sealed record PictureOptions
{
    /// <summary>Width in CSS pixels; the height follows from the region, because both axes have one scale.</summary>
    /// <value>From 320 to 4096; default 760.</value>
    public double Width { get; init; } = 760;

    /// <summary>What is drawn besides the subject.</summary>
    /// <value>Default: null, which is what suits the picture.</value>
    public PictureLayers? Layers { get; init; }

    /// <summary>A line below the title, such as where the density comes from.</summary>
    /// <value>Default: none.</value>
    public string? Note { get; init; }

    /// <summary>Samples to draw as dots, (n, 2) row-major, in the order of importance: of more than 2,000 only the first are drawn.</summary>
    /// <value>Default: none.</value>
    public ReadOnlyMemory<double> Samples { get; init; }

    internal void ThrowIfInvalid()
    {
        if (!(Width is >= 320 and <= 4096))
        {
            throw new ArgumentOutOfRangeException(nameof(Width), Width, "a picture is 320 to 4096 pixels wide");
        }

        if (Samples.Length % 2 != 0)
        {
            throw new ArgumentException($"Samples of a picture have two coordinates each, found {Samples.Length} numbers.", nameof(Samples));
        }
    }
}
