using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Raster;
using Portolan.Storage;

namespace Portolan.Geometry.Pictures;

/// <summary>A finished drawing, to be written as SVG or PNG. Made by <see cref="FieldPicture"/> and its neighbours.</summary>
/// <remarks>Equal inputs give equal bytes, except for the compression of PNG, which belongs to the runtime. Does not change; any thread may use it.</remarks>
public sealed class Picture
{
    private const double MaxScale = 8;

    internal Picture(Scene scene, string description)
    {
        Scene = scene;
        Description = description;
    }

    /// <summary>Width in CSS pixels.</summary>
    public double Width => Scene.Width;

    /// <summary>Height in CSS pixels.</summary>
    public double Height => Scene.Height;

    /// <summary>What is seen, in a sentence, for readers who do not see it.</summary>
    public string Description { get; }

    internal Scene Scene { get; }

    /// <summary>The drawing as an SVG document that refers to nothing outside itself.</summary>
    /// <param name="theme">Its colours.</param>
    public string ToSvg(PictureTheme theme = PictureTheme.Auto) => SvgWriter.Write(Scene, theme, Description);

    /// <summary>The drawing as a PNG file, with smooth edges.</summary>
    /// <param name="theme">Its colours; <see cref="PictureTheme.Auto"/> is light.</param>
    /// <param name="scale">Pixels for each CSS pixel, more than 0 and at most 8.</param>
    public byte[] ToPng(PictureTheme theme = PictureTheme.Light, double scale = 2)
    {
        if (!(scale > 0 && scale <= MaxScale))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "more than 0 and at most 8");
        }

        return PngEncoder.Encode(ScenePainter.Paint(Scene, scale, theme == PictureTheme.Dark), scale);
    }

    /// <summary>Writes a file of the kind that its ending says, complete or not at all.</summary>
    /// <param name="path">Ends in <c>.svg</c> or <c>.png</c>.</param>
    /// <param name="theme">Its colours.</param>
    /// <exception cref="ArgumentException">The ending is another one.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, PictureTheme theme = PictureTheme.Auto)
    {
        switch (Path.GetExtension(path))
        {
            case ".svg": AtomicFile.WriteAllText(path, ToSvg(theme)); break;
            case ".png": AtomicFile.WriteAllBytes(path, ToPng(theme)); break;
            case var other: throw new ArgumentException($"A picture is written as .svg or .png, not as '{other}'.", nameof(path));
        }
    }
}
