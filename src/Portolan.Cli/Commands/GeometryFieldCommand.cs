using Portolan.Geometry.Pictures;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan geometry field</c>: draws a score field.</summary>
internal sealed class GeometryFieldCommand : Verb
{
    private readonly GeometryDensitySettings density = new();
    private readonly GeometryOutput output = new([".svg", ".png"], required: true);

    public GeometryFieldCommand()
        : base("field", "Draws a score field: its arrows, lines of equal density, and ellipses of the Stein metric.")
    {
        density.AddTo(this);
        output.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A correlated Gaussian", "portolan geometry field --covariance 1,0.8,0.8,1 --output field.svg"),
        new("Two Gaussians side by side", "portolan geometry field --mixture '0.5:-2,0:1;0.5:2,0:1' --output field.png --theme dark"),
        new("The first two principal components of embeddings", "portolan geometry field --data embeddings.npy --pca 2 --output field.svg"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["output", "width", "height"], "the picture, in CSS pixels")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string path = output.PathOf(context)!;
        GeometryDensity what = density.Read(context);
        PlotRegion region = output.RegionOf(context, what, []);
        Picture picture = FieldPicture.Draw(density.MetricOf(context, what), region, output.Options(context, what));
        picture.Save(path, output.Theme(context));
        GeometryReport.Summary(context, path, picture);
        return Task.FromResult(ExitCode.Done);
    }
}
