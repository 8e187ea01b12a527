using System.Globalization;
using Portolan.Cli.Settings;
using Portolan.Geometry;

namespace Portolan.Cli.Commands;

/// <summary>The ends of a path and how it is searched for: the settings of <c>geodesic</c> and <c>animate</c>.</summary>
internal sealed class GeometryPathSettings
{
    private readonly Setting<string?> from = Setting.Text("--from", "numbers", "Where the path starts, such as -4,-2; row:0 is the first row of --data.", required: true);
    private readonly Setting<string?> to = Setting.Text("--to", "numbers", "Where it ends.", required: true);
    private readonly Setting<int> curvePoints = Setting.Integer("--curve-points", "count", "Points of the curve.", 60, 3, 100_000);
    private readonly Setting<string> solver;
    private readonly Setting<int> iterations = Setting.Integer("--iterations", "count", "Steps allowed; 0 is what suits the solver.", 0, 0, int.MaxValue);
    private readonly Setting<double> learningRate = Setting.Number("--learning-rate", "rate", "Adam's learning rate.", 0.01, 1e-9, 1e3);

    public GeometryPathSettings(string defaultSolver) => solver = Setting.Choice(
        "--solver", "The minimiser: automatic chooses newton or lbfgs by the dimension; adam is the one of the literature, slow and never exact.",
        ["automatic", "newton", "lbfgs", "adam"], defaultSolver);

    public void AddTo(Verb verb)
    {
        verb.Add(from);
        verb.Add(to);
        verb.Add(curvePoints);
        verb.Add(solver);
        verb.Add(iterations);
        verb.Add(learningRate);
    }

    /// <summary>The two ends.</summary>
    /// <exception cref="UsageException">They are not two different points of the density's space.</exception>
    public (double[] From, double[] To) Ends(CommandContext context, GeometryDensity density)
    {
        double[] start = End(context.Value(from)!, "--from", density), end = End(context.Value(to)!, "--to", density);
        return start.AsSpan().SequenceEqual(end)
            ? throw new UsageException("--from and --to are the same point: there is no path to find", "give two different points")
            : (start, end);
    }

    public GeodesicOptions Options(CommandContext context) => new()
    {
        Points = context.Value(curvePoints),
        Method = context.Value(solver) switch
        {
            "newton" => GeodesicMethod.Newton,
            "lbfgs" => GeodesicMethod.Lbfgs,
            "adam" => GeodesicMethod.Adam,
            _ => GeodesicMethod.Automatic,
        },
        MaxIterations = context.Value(iterations) == 0 ? null : context.Value(iterations),
        LearningRate = context.Value(learningRate),
    };

    private static double[] End(string text, string name, GeometryDensity density)
    {
        int d = density.Field.Dimension;
        if (text.StartsWith("row:", StringComparison.Ordinal))
        {
            int rows = density.Rows.Length / d;
            return int.TryParse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int row) && row < rows
                ? density.Rows[(row * d)..((row + 1) * d)]
                : throw new UsageException(
                    rows == 0 ? $"{name}: there are no rows without --data" : $"{name}: '{text}' is no row of the data",
                    rows == 0 ? "write the coordinates, such as -4,-2" : $"rows go from row:0 to row:{rows - 1}");
        }

        double[] point = GeometryNumbers.Parse(text, name);
        return point.Length == d
            ? point
            : throw new UsageException($"{name}: {point.Length} numbers for a density of {d} dimensions", $"write {d} numbers with commas between");
    }
}
