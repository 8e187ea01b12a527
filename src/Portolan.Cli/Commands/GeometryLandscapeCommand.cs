using Portolan.Cli.Settings;
using Portolan.Geometry.Pictures;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan geometry landscape</c>: draws what one displacement costs, wherever it is made.</summary>
internal sealed class GeometryLandscapeCommand : Verb
{
    private readonly GeometryDensitySettings density = new();
    private readonly GeometryOutput output = new([".svg", ".png"], required: true);
    private readonly Setting<string?> displacement = Setting.Text("--displacement", "x,y", "The step whose squared length is drawn.", "1,0");

    public GeometryLandscapeCommand()
        : base("landscape", "Draws the energy landscape: the squared length of one step, wherever it is taken.")
    {
        density.AddTo(this);
        Add(displacement);
        output.AddTo(this);
    }

    public override string Details =>
        "The colour at x is vᵀ g(x) v for the step v, without the ½ of a curve's energy. Where the step lies along the score it is nearly free; "
        + "across it, it costs |v|² as in Euclid's plane.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Steps to the right in a correlated Gaussian", "portolan geometry landscape --covariance 1,0.8,0.8,1 --output landscape.svg"),
        new("Steps upwards between two Gaussians", "portolan geometry landscape --mixture '0.5:-2,0:1;0.5:2,0:1' --displacement 0,1 --output landscape.png"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["output", "width", "height"], "the picture, in CSS pixels")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string path = output.PathOf(context)!;
        double[] step = GeometryNumbers.Parse(context.Value(displacement)!, "--displacement", 2, "x and y of the step");
        if (step[0] == 0 && step[1] == 0)
        {
            throw new UsageException("--displacement: a step of length 0 costs nothing anywhere", "write for example --displacement 1,0");
        }

        GeometryDensity what = density.Read(context);
        PlotRegion region = output.RegionOf(context, what, []);
        Picture picture = LandscapePicture.Draw(density.MetricOf(context, what), step, region, output.Options(context, what));
        picture.Save(path, output.Theme(context));
        GeometryReport.Summary(context, path, picture);
        return Task.FromResult(ExitCode.Done);
    }
}
