using System.Globalization;
using Portolan.Cli.Settings;
using Portolan.Geometry;

namespace Portolan.Cli.Commands;

/// <summary>Where a density comes from: the settings that the geometry commands share.</summary>
internal sealed class GeometryDensitySettings
{
    // Enough to enclose nearly all of a Gaussian without making a picture of empty space.
    private const double ShownDeviations = 3.2;

    private readonly Setting<string?> covariance = Setting.Text(
        "--covariance", "numbers", "A Gaussian: its covariance row by row, or only its diagonal, such as 1,0.8,0.8,1.");

    private readonly Setting<string?> mean = Setting.Text("--mean", "numbers", "The Gaussian's mean; the origin when left out.");

    private readonly Setting<string?> mixture = Setting.Text(
        "--mixture", "text or file", "A mixture of Gaussians, weight:mean:covariance with semicolons between, or a .json or .yaml file.");

    private readonly Setting<string?> data = Setting.Text("--data", "file", "Samples to estimate the density from: a .npy or .csv file, a point a row.");

    private readonly Setting<string?> field = Setting.Text("--field", "directory", "A score that 'geometry train' has learned.");

    private readonly GeometryScoreSettings score = new("kde");
    private readonly Setting<double> damping = Setting.Number("--damping", "λ", "Damping of the metric I − s sᵀ/(λ + |s|²).", 1, 1e-12, 1e12);

    public void AddTo(Verb verb)
    {
        verb.Add(covariance);
        verb.Add(mean);
        verb.Add(mixture);
        verb.Add(data);
        score.AddTo(verb);
        verb.Add(field);
        verb.Add(damping);
    }

    public double Damping(CommandContext context) => context.Value(damping);

    public SteinMetric MetricOf(CommandContext context, GeometryDensity density) => new(density.Field, context.Value(damping));

    /// <summary>Makes the density that was asked for.</summary>
    /// <exception cref="UsageException">None was asked for, or more than one, or its numbers do not fit together.</exception>
    /// <exception cref="GeometryException">The numbers make no density.</exception>
    public GeometryDensity Read(CommandContext context)
    {
        int given = new[] { covariance, mixture, data, field }.Count(setting => context.Value(setting) is not null);
        if (given != 1)
        {
            throw new UsageException(
                given == 0 ? "there is no density" : "there is more than one density",
                "give one of --covariance, --mixture, --data and --field, such as --covariance 1,0.8,0.8,1");
        }

        if (context.Value(mean) is not null && context.Value(covariance) is null)
        {
            throw new UsageException("--mean is only for --covariance", "a mixture has its means in --mixture, and data have theirs");
        }

        if (context.Value(data) is null)
        {
            score.ThrowIfGiven(context);
        }

        return context.Value(covariance) is { } text ? OfGaussian(context, text)
            : context.Value(mixture) is { } components ? OfMixture(components)
            : context.Value(data) is { } path ? score.Estimate(context, NumberTable.Read(path), Path.GetFileName(path))
            : OfTrained(context.Value(field)!);
    }

    private GeometryDensity OfGaussian(CommandContext context, string text)
    {
        double[] numbers = GeometryNumbers.Parse(text, "--covariance");
        double[]? given = context.Value(mean) is { } meanText ? GeometryNumbers.Parse(meanText, "--mean") : null;
        int root = (int)Math.Round(Math.Sqrt(numbers.Length));
        // Four numbers are a 2 × 2 covariance unless the mean says that they are a diagonal.
        int d = given?.Length ?? (root * root == numbers.Length ? root : numbers.Length);
        double[] full = GeometryMixture.Covariance(numbers, d, found => new UsageException(
            string.Create(CultureInfo.InvariantCulture, $"--covariance: {found} numbers for {d} dimensions, expected {d * d}, or {d} for a diagonal"),
            "give the matrix row by row, such as --covariance 1,0.8,0.8,1"));
        double[] centre = given ?? new double[d];
        var gaussian = new GaussianField(centre, full);
        string note = d == 2
            ? $"Gaussian, mean {GeometryNumbers.Show(centre)}, covariance {GeometryNumbers.ShowMatrix(full)}"
            : $"Gaussian in {Quantity.Count(d)} dimensions";
        return new GeometryDensity(gaussian, note) { Extent = d == 2 ? Enclosing(centre, full) : [], Waypoints = [centre] };
    }

    private static GeometryDensity OfMixture(string text)
    {
        (GaussianMixtureField mixture, IReadOnlyList<double[]> covariances) = GeometryMixture.Read(text);
        double[][] means = [.. mixture.Components.Select(component => component.Mean.ToArray())];
        string note = $"Mixture of {Quantity.Count(means.Length)} Gaussians" + (GeometryMixture.IsFile(text) ? $" from {Path.GetFileName(text)}" : "");
        return new GeometryDensity(mixture, note)
        {
            Extent = mixture.Dimension == 2 ? [.. means.Zip(covariances, (mean, covariance) => Enclosing(mean, covariance)).SelectMany(box => box)] : [],
            Waypoints = means,
        };
    }

    private static GeometryDensity OfTrained(string directory)
    {
        LearnedField learned = LearnedField.Load(directory);
        return new GeometryDensity(learned, $"Learned score, noise {Quantity.Plain(learned.NoiseLevel)}");
    }

    // Corners of the box around the ellipse of some standard deviations.
    private static double[] Enclosing(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance)
    {
        double x = ShownDeviations * Math.Sqrt(covariance[0]), y = ShownDeviations * Math.Sqrt(covariance[3]);
        return [mean[0] - x, mean[1] - y, mean[0] + x, mean[1] + y];
    }
}
