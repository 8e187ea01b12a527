using System.CommandLine;
using System.Globalization;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Geometry;

namespace Portolan.Cli.Commands;

/// <summary>How a score is estimated from samples: the settings that commands over data share.</summary>
internal sealed class GeometryScoreSettings
{
    // What a picture of data shows: all but the outermost two percent in each direction.
    private const double ShownShare = 0.98;

    private readonly Setting<string> score;
    private readonly Setting<double> bandwidth = Setting.Number(
        "--bandwidth", "width", "Width of the kernels of kde, in the units of the data; 0 is Scott's rule.", 0, 0, 1e12);

    private readonly Setting<double> noise = Setting.Number(
        "--noise", "σ", "Noise of a learned score, in the units of the data: what is learned is the score of the data blurred by it.", 0.1, 1e-9, 1e9);

    private readonly Setting<int> pca = Setting.Integer("--pca", "dimensions", "First project the data on so many principal components; 0 is not at all.", 0, 0, PrincipalComponents.MaxDimension);
    private readonly Setting<int> seed = Setting.Integer("--seed", "number", "Seed of a learned score.", 0, 0, int.MaxValue);

    public GeometryScoreSettings(string defaultScore) =>
        score = Setting.Choice("--score", "How data become a score: a kernel density, a Gaussian of their mean and covariance, or learned by denoising.", ["kde", "gaussian", "learned"], defaultScore);

    public void AddTo(Verb verb)
    {
        verb.Add(score);
        verb.Add(bandwidth);
        verb.Add(noise);
        verb.Add(pca);
        verb.Add(seed);
    }

    /// <summary>Refuses settings that would have no effect, because there are no data to make a score of.</summary>
    /// <exception cref="UsageException">One of them is given.</exception>
    public void ThrowIfGiven(CommandContext context)
    {
        foreach (Option option in (Option[])[score, bandwidth, noise, pca, seed])
        {
            if (context.IsGiven(option))
            {
                throw new UsageException($"{option.Name} is only for --data", $"leave out {option.Name}, or give --data");
            }
        }
    }

    /// <summary>The density of a table's rows, projected first when that was asked for.</summary>
    /// <exception cref="UsageException">The data have fewer dimensions than components are asked for.</exception>
    /// <exception cref="GeometryException">The rows make no density.</exception>
    public GeometryDensity Estimate(CommandContext context, NumberTable table, string name)
    {
        string from = $"{Quantity.Count(table.Rows)} points of {name}";
        if (table.Rows < 2)
        {
            throw new GeometryInputException($"{name} has one point, a density needs 2 or more", null);
        }

        table = Projected(context, table, out string share);
        int d = table.Columns;
        ScoreField field = context.Value(score) switch
        {
            "gaussian" => OfMoments(table),
            "learned" => Learn(context, table),
            _ => context.Value(bandwidth) > 0 ? new KernelDensityField(table.Values, d, context.Value(bandwidth)) : new KernelDensityField(table.Values, d),
        };
        string kind = context.Value(score) switch
        {
            "gaussian" => "Gaussian of",
            "learned" => string.Create(CultureInfo.InvariantCulture, $"Learned score (noise {context.Value(noise)}) of"),
            _ => "Kernel density of",
        };
        return new GeometryDensity(field, $"{kind} {from}{share}") { Rows = table.Values, Extent = d == 2 ? Enclosing(table) : [] };
    }

    /// <summary>Learns a score, with a progress bar.</summary>
    public static LearnedField Learn(CommandContext context, NumberTable table, DenoisingOptions options)
    {
        using ProgressBar bar = context.Output.StartProgress("learning", options.Steps, ProgressUnit.Items);
        return DenoisingScoreMatching.Train(table.Values, table.Columns, options, new ReportTo(bar), context.Cancellation);
    }

    private LearnedField Learn(CommandContext context, NumberTable table) =>
        Learn(context, table, new DenoisingOptions { NoiseLevels = [context.Value(noise)], Seed = (ulong)context.Value(seed) });

    private NumberTable Projected(CommandContext context, NumberTable table, out string share)
    {
        int count = context.Value(pca);
        share = "";
        if (count == 0)
        {
            return table;
        }

        if (count > table.Columns)
        {
            throw new UsageException($"--pca: {count} components of data in {table.Columns} dimensions", $"give at most --pca {table.Columns}");
        }

        if (table.Columns > PrincipalComponents.MaxDimension)
        {
            throw new GeometryInputException($"the data have {table.Columns} dimensions, --pca takes at most {PrincipalComponents.MaxDimension}", null);
        }

        PrincipalComponents components = PrincipalComponents.Of(table.Values, table.Columns, count);
        share = string.Create(CultureInfo.InvariantCulture, $", {count} of {table.Columns} principal components ({100 * components.ExplainedShare:0.#} % of the variance)");
        return table with { Columns = count, Values = components.Project(table.Values) };
    }

    private static GaussianField OfMoments(NumberTable table)
    {
        (double[] mean, double[] covariance) = SampleMoments.Of(table.Values, table.Columns);
        return new GaussianField(mean, covariance);
    }

    private static double[] Enclosing(NumberTable table)
    {
        double[] x = [.. table.Values.Where((_, i) => (i & 1) == 0).Order()], y = [.. table.Values.Where((_, i) => (i & 1) == 1).Order()];
        int low = (int)(table.Rows * (1 - ShownShare) / 2), high = table.Rows - 1 - low;
        return [x[low], y[low], x[high], y[high]];
    }

    // Progress<T> would report on another thread, after the bar is gone.
    private sealed class ReportTo(ProgressBar bar) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => bar.Report(value.Step);
    }
}
