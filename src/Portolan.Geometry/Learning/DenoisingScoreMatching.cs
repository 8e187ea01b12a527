using System.Globalization;
using Portolan.Geometry.Learning;

namespace Portolan.Geometry;

/// <summary>Learns a score from samples by denoising (Vincent 2011): a network that, shown samples with normal noise, points back to them.</summary>
/// <remarks>
/// What it learns is the score of the <em>noised</em> density p ∗ N(0, σ² I), never that of p itself. The target −ε/σ has variance 1/σ²,
/// which for small σ would drown everything; each noise is therefore used with both signs in one step (antithetic pairs), which cancels
/// that variance to first order.
/// </remarks>
public static class DenoisingScoreMatching
{
    /// <summary>Most parameters that a network may have: 1 GiB of floats for Adam.</summary>
    internal const int MaxParameters = 1 << 26;

    /// <summary>Trains a network on samples.</summary>
    /// <param name="samples">(n, d) row-major, 2 or more.</param>
    /// <param name="dimension">d.</param>
    /// <param name="options">Noise, network and steps; null for the defaults.</param>
    /// <param name="progress">Told after every hundredth step and the last; null for no one.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <exception cref="ArgumentException">The samples are not a whole number of rows, 2 or more.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside of its range.</exception>
    /// <exception cref="GeometryException">A sample is not finite, no sample differs from another, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LearnedField Train(
        ReadOnlyMemory<double> samples,
        int dimension,
        DenoisingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new DenoisingOptions();
        Check(options);
        (double[] centre, double scale) = Standardise(samples.Span, dimension);
        int levelInputs = options.NoiseLevels.Count > 1 ? 1 : 0;
        var shape = new PerceptronShape([dimension + levelInputs, .. options.HiddenWidths, dimension]);
        if (shape.ParameterCount > MaxParameters)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"The network would have {shape.ParameterCount} parameters, at most {MaxParameters} are allowed.");
        }

        var training = new DenoisingTraining(shape, options, samples, centre, scale);
        for (int step = 0; step < options.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double rate = 0.5 * options.LearningRate * (1 + Math.Cos(Math.PI * step / options.Steps));
            double loss = training.Step(rate);
            if (!double.IsFinite(loss))
            {
                throw new GeometryException(
                    string.Create(CultureInfo.InvariantCulture, $"the training diverged at step {step}: the loss is {loss}"),
                    "lower the learning rate");
            }

            if ((step + 1) % 100 == 0 || step + 1 == options.Steps)
            {
                progress?.Report(new TrainingProgress(step + 1, options.Steps, loss, rate));
            }
        }

        double[] parameters = Array.ConvertAll(training.Parameters, p => (double)p);
        return new LearnedField(shape, parameters, centre, scale, [.. options.NoiseLevels]);
    }

    private static void Check(DenoisingOptions options)
    {
        Require(options.NoiseLevels is { Count: > 0 }, nameof(options.NoiseLevels), "has no level, expected 1 or more");
        foreach (double level in options.NoiseLevels)
        {
            Require(level > 0 && double.IsFinite(level), nameof(options.NoiseLevels), string.Create(
                CultureInfo.InvariantCulture, $"has {level:R}, expected positive finite numbers"));
        }

        Require(options.HiddenWidths is { Count: >= 1 and <= 8 }, nameof(options.HiddenWidths), "has not 1 to 8 layers");
        foreach (int width in options.HiddenWidths)
        {
            Require(width is >= 1 and <= 8192, nameof(options.HiddenWidths), $"has {width}, expected 1 to 8192");
        }

        Require(options.Steps >= 1, nameof(options.Steps), $"is {options.Steps}, expected 1 or more");
        Require(options.BatchSize >= 2 && options.BatchSize % 2 == 0, nameof(options.BatchSize), $"is {options.BatchSize}, expected an even number, 2 or more");
        Require(options.LearningRate > 0 && double.IsFinite(options.LearningRate), nameof(options.LearningRate), string.Create(
            CultureInfo.InvariantCulture, $"is {options.LearningRate:R}, expected a positive finite number"));
        Require(options.Threads >= 1, nameof(options.Threads), $"is {options.Threads}, expected 1 or more");

        static void Require(bool condition, string name, string message)
        {
            if (!condition)
            {
                throw new ArgumentOutOfRangeException(nameof(options), $"{name} {message}.");
            }
        }
    }

    /// <summary>The mean, and one scale for all coordinates: the root of their mean variance. Noise keeps its shape only under one scale.</summary>
    private static (double[] Centre, double Scale) Standardise(ReadOnlySpan<double> samples, int d)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(d, 1, "dimension");
        if (samples.Length % d != 0 || samples.Length < 2 * d)
        {
            throw new ArgumentException($"{samples.Length} numbers are not samples of dimension {d}, expected a whole number of rows, 2 or more.", nameof(samples));
        }

        int n = samples.Length / d;
        double[] centre = new double[d];
        for (int i = 0; i < samples.Length; i++)
        {
            if (!double.IsFinite(samples[i]))
            {
                throw new GeometryException(
                    string.Create(CultureInfo.InvariantCulture, $"sample {i / d} has {samples[i]} at coordinate {i % d}, expected a finite number"),
                    "remove samples with missing values");
            }

            centre[i % d] += samples[i] / n;
        }

        double squares = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double difference = samples[i] - centre[i % d];
            squares += difference * difference / samples.Length;
        }

        double scale = Math.Sqrt(squares);
        if (!(scale > 0) || !double.IsFinite(scale))
        {
            throw new GeometryException("the samples do not vary, or their squares overflow: there is nothing to learn");
        }

        return (centre, scale);
    }
}
