using System.Globalization;
using System.Text.Json;
using Portolan.Geometry;
using Portolan.Geometry.Pictures;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan geometry animate</c>: shows the search for a geodesic in motion.</summary>
internal sealed class GeometryAnimateCommand : Verb
{
    private readonly GeometryDensitySettings density = new();
    private readonly GeometryPathSettings path = new("adam");
    private readonly GeometryOutput output = new([".gif", ".html"], required: true);

    public GeometryAnimateCommand()
        : base("animate", "Shows how the straight line becomes a geodesic, as a GIF or a web page.")
    {
        density.AddTo(this);
        path.AddTo(this);
        output.AddTo(this);
    }

    public override string Details =>
        "Adam's many small steps are what one wants to see; other solvers are there in a few. Shows the search from the straight line alone. "
        + "The web page has a button and a slider, needs no network, and stands still for readers who prefer that. "
        + "Adam does not get to full precision, so that it exits with 0 also when its steps are used up.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A GIF", "portolan geometry animate --covariance 1,0.8,0.8,1 --from -4,-2 --to 4,-2 --output search.gif"),
        new("A page with a slider", "portolan geometry animate --covariance 1,0.8,0.8,1 --from -4,-2 --to 4,-2 --output search.html"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["output", "frames", "steps", "energy", "length", "converged"], "at the end")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string file = output.PathOf(context)!;
        GeometryDensity what = density.Read(context);
        (double[] from, double[] to) = path.Ends(context, what);
        // A picture that cannot be drawn is said before the search, not after it.
        _ = output.RegionOf(context, what, [.. from, .. to]);
        SteinMetric metric = density.MetricOf(context, what);
        var recorder = new GeodesicRecorder();
        GeodesicOptions options = path.Options(context) with { MultiStart = false, CheckRefinement = false, Observer = recorder.Observe };
        GeodesicResult geodesic = new GeodesicSolver(metric, options).Solve(from, to, context.Cancellation);
        PlotRegion region = output.RegionOf(context, what, [.. from, .. to, .. geodesic.Curve.Coordinates]);
        GeodesicAnimation animation = GeodesicAnimation.Draw(metric, recorder, region, output.Options(context, what));
        animation.Save(file, output.Theme(context));
        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteString("output"u8, file);
            line.WriteNumber("frames"u8, animation.FrameCount);
            line.WriteNumber("steps"u8, geodesic.Iterations);
            GeometryReport.Number(line, "energy", geodesic.Energy);
            GeometryReport.Number(line, "length", geodesic.Length);
            line.WriteBoolean("converged"u8, geodesic.IsConverged);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Note(string.Create(CultureInfo.InvariantCulture, $"{animation.FrameCount} frames of {geodesic.Iterations:N0} steps, to energy {geodesic.Energy:0.0000}"));
            context.Output.Text.Write(file + "\n");
        }

        // Adam ends near a minimum, not at it; any other solver that does not converge has failed.
        bool done = geodesic.IsConverged || (options.Method == GeodesicMethod.Adam && geodesic.Ending == GeodesicEnding.IterationLimit);
        if (!done)
        {
            GeometryReport.NotConverged(context, geodesic);
        }

        return Task.FromResult(done ? ExitCode.Done : ExitCode.No);
    }
}
