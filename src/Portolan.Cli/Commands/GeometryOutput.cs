using Portolan.Cli.Settings;
using Portolan.Geometry.Pictures;

namespace Portolan.Cli.Commands;

/// <summary>Where a picture goes and how it looks: the settings that all drawing commands share.</summary>
internal sealed class GeometryOutput
{
    private readonly string[] endings;
    private readonly Setting<string?> output;
    private readonly Setting<string> theme = Setting.Choice(
        "--theme", "Colours; auto follows the reader's system in SVG and HTML and is light in PNG and GIF.", ["light", "dark", "auto"], "auto");

    private readonly Setting<int> width = Setting.Integer("--width", "pixels", "Width of the picture in CSS pixels; a PNG has twice as many.", 760, 320, 4096);

    private readonly Setting<string?> region = Setting.Text("--region", "left,right,bottom,top", "What the picture shows; what matters with some room around it when left out.");

    /// <param name="endings">What can be written, such as <c>.svg</c>.</param>
    /// <param name="required">Whether the command is useless without.</param>
    public GeometryOutput(string[] endings, bool required)
    {
        this.endings = endings;
        output = Setting.Text("--output", "file", $"The picture to write: a name that ends in {string.Join(" or ", endings)}.", required: required);
    }

    public void AddTo(Verb verb)
    {
        verb.Add(output);
        verb.Add(theme);
        verb.Add(width);
        verb.Add(region);
    }

    /// <summary>The file, or null when none is asked for.</summary>
    /// <exception cref="UsageException">Its ending is not one that can be written.</exception>
    public string? PathOf(CommandContext context)
    {
        string? path = context.Value(output);
        return path is null || endings.Contains(Path.GetExtension(path), StringComparer.Ordinal)
            ? path
            : throw new UsageException($"--output: cannot write '{path}' by its ending '{Path.GetExtension(path)}'", $"end the name in {string.Join(" or ", endings)}");
    }

    public PictureTheme Theme(CommandContext context) => context.Value(theme) switch
    {
        "light" => PictureTheme.Light,
        "dark" => PictureTheme.Dark,
        _ => PictureTheme.Auto,
    };

    public PictureOptions Options(CommandContext context, GeometryDensity density) => new()
    {
        Width = context.Value(width),
        Note = density.Note,
        Samples = density.Samples,
    };

    /// <summary>The region asked for, or one around what matters.</summary>
    /// <param name="context">The command's values.</param>
    /// <param name="density">What is drawn.</param>
    /// <param name="more">Points that must be seen as well, (n, 2).</param>
    public PlotRegion RegionOf(CommandContext context, GeometryDensity density, ReadOnlySpan<double> more)
    {
        if (density.Field.Dimension != 2)
        {
            throw new UsageException($"a picture shows 2 dimensions, the density has {density.Field.Dimension}", "leave out --output for numbers only, or reduce the data with --pca 2");
        }

        if (context.Value(region) is { } text)
        {
            double[] sides = GeometryNumbers.Parse(text, "--region", 4, "left, right, bottom and top");
            return sides[1] > sides[0] && sides[3] > sides[2]
                ? new PlotRegion(sides[0], sides[1], sides[2], sides[3])
                : throw new UsageException("--region is empty", "write left,right,bottom,top with left < right and bottom < top, such as -5,5,-4,4");
        }

        double[] points = [.. density.Extent, .. more];
        return points.Length > 0
            ? PlotRegion.Around(points, more.IsEmpty ? 0.04 : 0.1)
            : throw new UsageException("--region is missing: a trained field does not say where its data are", "write left,right,bottom,top, such as --region -5,5,-4,4");
    }
}
