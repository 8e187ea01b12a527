namespace Portolan.Encoders.Images;

/// <summary>A file that is decoded: what errors say about it, and what it may cost.</summary>
internal sealed record ImageSource(ImageFormat Format, ImageLimits Limits, string? Path)
{
    /// <summary>The file, for messages.</summary>
    public string Name => Path ?? "the picture";

    /// <summary>Refuses what the header asks for when it is over the limits.</summary>
    public void CheckSize(long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw Broken($"a size of {width} × {height} pixels, expected at least 1 × 1");
        }

        // A side is below 2³², so the product cannot overflow.
        long most = Math.Min(Limits.MaxPixels, Array.MaxLength / 3);
        if (Math.Max(width, height) > Limits.MaxSide || width * height > most)
        {
            throw new EncoderException(
                $"{Name}: the {ImageFormats.Name(Format)} header says {width} × {height} pixels, expected at most {Limits.MaxSide} a side and {most} in all",
                Path, hint: "raise the limits if the picture is to be trusted, or make it smaller");
        }
    }

    /// <summary>The error for a file that is not what it should be.</summary>
    public EncoderException Broken(string what, long offset = -1) =>
        new($"{Name}: the {ImageFormats.Name(Format)} file has {what}{(offset < 0 ? "" : $", at byte {offset}")}", Path, offset);
}
