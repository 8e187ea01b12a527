using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Geometry;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan geometry distance</c>: geodesic distances between all rows of data.</summary>
internal sealed class GeometryDistanceCommand : Verb
{
    // A row each; the matrix has the square of that.
    private const int MaxPoints = 10_000;

    private readonly Setting<string?> points = Setting.Text("--points", "file", "The points: a .npy or .csv file, a point a row.", required: true);
    private readonly GeometryScoreSettings score = new("kde");
    private readonly Setting<int> limit = Setting.Integer("--limit", "count", "Distances between the first so many rows only; the score is estimated from all of them. 0 is all.", 0, 0, MaxPoints);
    private readonly Setting<double> damping = Setting.Number("--damping", "λ", "Damping of the metric I − s sᵀ/(λ + |s|²).", 1, 1e-12, 1e12);
    private readonly Setting<int> curvePoints = Setting.Integer("--curve-points", "count", "Points of each curve.", 60, 3, 10_000);
    private readonly Setting<string?> output = Setting.Text("--output", "file", "Where the (n, n) matrix of distances is written: a name that ends in .npy.", required: true);

    public GeometryDistanceCommand()
        : base("distance", "Measures geodesic distances between all pairs of points.")
    {
        Add(points);
        score.AddTo(this);
        Add(limit);
        Add(damping);
        Add(curvePoints);
        Add(output);
    }

    public override string Details =>
        "The points are taken for samples of a density, whose score makes the metric. Each pair is a search from the straight line. "
        + "Exits with 1 when a search did not converge; the distance is then that of the best curve found, and the pair is listed.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Embeddings, by kernel density on 16 principal components", "portolan geometry distance --points embeddings.npy --pca 16 --output distances.npy"),
        new("With a learned score", "portolan geometry distance --points embeddings.npy --score learned --noise 0.3 --output distances.npy"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("rejected", ["first", "second", "distance"], "for each pair whose search did not converge, by row from 0"),
        new("summary", ["points", "dimensions", "pairs", "least", "median", "greatest", "mean_ratio", "unconverged", "output"], "at the end; `mean_ratio` is geodesic over Euclidean distance, on average"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string file = context.Value(output)!;
        if (Path.GetExtension(file) != ".npy")
        {
            throw new UsageException($"--output: cannot write '{file}' by its ending '{Path.GetExtension(file)}'", "end the name in .npy");
        }

        string path = context.Value(points)!;
        GeometryDensity density = score.Estimate(context, NumberTable.Read(path), Path.GetFileName(path));
        int d = density.Field.Dimension, all = density.Rows.Length / d;
        int count = context.Value(limit) == 0 ? all : Math.Min(all, context.Value(limit));
        if (count > MaxPoints)
        {
            throw new GeometryInputException(
                string.Create(CultureInfo.InvariantCulture, $"{count:N0} points have {(long)count * (count - 1) / 2:N0} pairs, at most {MaxPoints:N0} points are taken"), "give --limit, such as --limit 1000");
        }

        context.Output.Detail(density.Note);
        DistanceMatrix distances;
        using (ProgressBar bar = context.Output.StartProgress("measuring pairs", (long)count * (count - 1) / 2, ProgressUnit.Items))
        {
            var options = new GeodesicOptions { Points = context.Value(curvePoints), MultiStart = false };
            distances = GeodesicDistances.Compute(
                new SteinMetric(density.Field, context.Value(damping)), density.Rows.AsSpan(0, count * d), options, progress: new ReportTo(bar), cancellation: context.Cancellation);
        }

        NpyFile.Write(file, distances.Values, [count, count]);
        return Task.FromResult(Report(context, distances, density.Rows, d, file));
    }

    private static ExitCode Report(CommandContext context, DistanceMatrix distances, double[] rows, int d, string file)
    {
        var lengths = new List<double>();
        double ratios = 0;
        int compared = 0;
        for (int i = 0; i < distances.Count; i++)
        {
            for (int j = i + 1; j < distances.Count; j++)
            {
                double straight = Euclidean(rows.AsSpan(i * d, d), rows.AsSpan(j * d, d)), length = distances[i, j];
                lengths.Add(length);
                if (straight > 0 && double.IsFinite(length))
                {
                    ratios += length / straight;
                    compared++;
                }
            }
        }

        lengths.Sort();
        double median = lengths.Count == 0 ? double.NaN : lengths[lengths.Count / 2];
        double least = lengths.Count == 0 ? double.NaN : lengths[0], greatest = lengths.Count == 0 ? double.NaN : lengths[^1];
        double ratio = compared == 0 ? double.NaN : ratios / compared;
        if (context.Output.IsJson)
        {
            foreach ((int first, int second) in distances.Unconverged)
            {
                Utf8JsonWriter pair = context.Output.Json.Begin("rejected");
                pair.WriteNumber("first"u8, first);
                pair.WriteNumber("second"u8, second);
                GeometryReport.Number(pair, "distance", distances[first, second]);
                context.Output.Json.End();
            }

            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteNumber("points"u8, distances.Count);
            line.WriteNumber("dimensions"u8, d);
            line.WriteNumber("pairs"u8, lengths.Count);
            GeometryReport.Number(line, "least", least);
            GeometryReport.Number(line, "median", median);
            GeometryReport.Number(line, "greatest", greatest);
            GeometryReport.Number(line, "mean_ratio", ratio);
            line.WriteNumber("unconverged"u8, distances.Unconverged.Count);
            line.WriteString("output"u8, file);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{distances.Count} points in {d} dimensions, {lengths.Count} pairs\ndistance: least {least:0.0000}, median {median:0.0000}, greatest {greatest:0.0000}\ngeodesic / Euclidean: {ratio:0.0000} on average\n{file}\n"));
            foreach ((int first, int second) in distances.Unconverged.Take(10))
            {
                context.Output.Note($"not converged: rows {first} and {second}");
            }
        }

        if (distances.Unconverged.Count > 0)
        {
            context.Output.Warn($"{Quantity.Count(distances.Unconverged.Count)} of {Quantity.Count(lengths.Count)} searches did not converge", "give more --curve-points, a larger --damping or a larger --bandwidth");
        }

        return distances.Unconverged.Count == 0 ? ExitCode.Done : ExitCode.No;
    }

    private sealed class ReportTo(ProgressBar bar) : IProgress<int>
    {
        public void Report(int value) => bar.Report(value);
    }

    private static double Euclidean(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return Math.Sqrt(sum);
    }
}
