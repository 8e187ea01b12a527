using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Geometry;
using Portolan.Geometry.Pictures;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan geometry geodesic</c>: finds the shortest path between two points of a density, and draws it.</summary>
internal sealed class GeometryGeodesicCommand : Verb
{
    private readonly GeometryDensitySettings density = new();
    private readonly GeometryPathSettings path = new("automatic");
    private readonly Setting<bool> singleStart = Setting.Flag("--single-start", "Search from the straight line alone, not also from bent ones and through a mixture's means.");
    private readonly Setting<double> refine = Setting.Number("--refine", "change", "Double the points until the energy changes by no more than this part of itself; 0 is not at all.", 0, 0, 1);
    private readonly GeometryOutput output = new([".svg", ".png"], required: false);

    public GeometryGeodesicCommand()
        : base("geodesic", "Finds the shortest path between two points in the Stein metric, and draws it.")
    {
        density.AddTo(this);
        path.AddTo(this);
        Add(singleStart);
        Add(refine);
        output.AddTo(this);
    }

    public override string Details =>
        "Prints the length L = Σ √(dᵀ g d) and the energy E = ½ N Σ dᵀ g d of the curve's N segments, and those of the straight line. "
        + "Exits with 1 when the search did not converge: the curve is then the best that was found, and no geodesic. "
        + "Any number of dimensions will do; pictures need two.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Around the bend of a Gaussian", "portolan geometry geodesic --covariance 1,0.8,0.8,1 --from -4,-2 --to 4,-2 --output geodesic.svg"),
        new("Between two modes, fine enough", "portolan geometry geodesic --mixture '0.5:-1,0:1;0.5:1,0:1' --from -2,-1 --to 2,1 --refine 1e-4"),
        new("Between two rows of embeddings, as JSON", "portolan geometry geodesic --data embeddings.npy --pca 8 --from row:0 --to row:1 --json"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("geodesic", ["energy", "length", "points", "gradient_norm", "converged", "ending", "straight_energy", "straight_length", "refinement_change", "minima", "warnings", "curve"], "the curve; `curve` holds its points, `minima` the energies of all minima found"),
        new("summary", ["converged", "output"], "at the end; `output` is null without a picture"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string? file = output.PathOf(context);
        GeometryDensity what = density.Read(context);
        (double[] from, double[] to) = path.Ends(context, what);
        // A picture that cannot be drawn is said before the search, not after it.
        if (file is not null)
        {
            _ = output.RegionOf(context, what, [.. from, .. to]);
        }

        SteinMetric metric = density.MetricOf(context, what);
        GeodesicOptions options = path.Options(context) with
        {
            MultiStart = !context.Value(singleStart),
            Waypoints = context.Value(singleStart) ? [] : what.Waypoints,
            RefinementTolerance = context.Value(refine) == 0 ? null : context.Value(refine),
        };
        GeodesicResult geodesic = new GeodesicSolver(metric, options).Solve(from, to, context.Cancellation);
        GeometryReport.Geodesic(context, geodesic, CurveMeasure.Of(metric, Curve.Straight(from, to, geodesic.Curve.PointCount)));
        if (file is not null)
        {
            PlotRegion region = output.RegionOf(context, what, geodesic.Curve.Coordinates);
            GeodesicPicture.Draw(metric, geodesic, region, output.Options(context, what)).Save(file, output.Theme(context));
            context.Output.Note($"wrote {file}");
        }

        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteBoolean("converged"u8, geodesic.IsConverged);
            line.WriteString("output"u8, file);
            context.Output.Json.End();
        }

        return Task.FromResult(geodesic.IsConverged ? ExitCode.Done : ExitCode.No);
    }
}
