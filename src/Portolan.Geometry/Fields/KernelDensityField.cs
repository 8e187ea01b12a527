using System.Globalization;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The score of a kernel density estimate: a normal kernel at each of n samples, with one width a coordinate.</summary>
/// <remarks>
/// Exact: every sample is visited, n d steps a point, eight samples at a time. Responsibilities come from squared distances with the
/// least one subtracted, so the score stays finite where every kernel underflows. Where two samples are equally near, in high
/// dimensions with narrow kernels, the score changes its direction within a short distance; so does any metric made of it.
/// </remarks>
public sealed class KernelDensityField : ScoreField
{
    private readonly KernelSums sums;
    private readonly double[] bandwidths;
    private readonly double logNormalisation;

    /// <summary>Kernels with a width for each coordinate.</summary>
    /// <param name="samples">(n, d) row-major, 1 or more; copied.</param>
    /// <param name="bandwidths">d positive widths (standard deviations of the kernel); copied.</param>
    /// <exception cref="ArgumentException">The samples are not a whole number of rows, 1 or more.</exception>
    /// <exception cref="GeometryException">A sample or a width is not finite, or a width is not positive.</exception>
    public KernelDensityField(ReadOnlySpan<double> samples, ReadOnlySpan<double> bandwidths)
    {
        int d = bandwidths.Length;
        CheckSamples(samples, d);
        double logVolume = 0;
        for (int j = 0; j < d; j++)
        {
            if (!(bandwidths[j] > 0) || !double.IsFinite(bandwidths[j]))
            {
                throw new GeometryException(
                    string.Create(CultureInfo.InvariantCulture, $"the bandwidth of coordinate {j} is {bandwidths[j]:R}, expected a positive finite number"),
                    "give a bandwidth, or leave out coordinates that do not vary");
            }

            logVolume += Math.Log(bandwidths[j]);
        }

        this.bandwidths = bandwidths.ToArray();
        SampleCount = samples.Length / d;
        sums = new KernelSums(samples, bandwidths);
        logNormalisation = -(logVolume + (0.5 * d * Math.Log(2 * Math.PI)) + Math.Log(SampleCount));
    }

    /// <summary>Kernels with one width for all coordinates.</summary>
    /// <param name="samples">(n, d) row-major, 1 or more; copied.</param>
    /// <param name="dimension">d.</param>
    /// <param name="bandwidth">The width, positive.</param>
    /// <exception cref="ArgumentException">The samples are not a whole number of rows, 1 or more.</exception>
    /// <exception cref="GeometryException">A sample or the width is not finite, or the width is not positive.</exception>
    public KernelDensityField(ReadOnlySpan<double> samples, int dimension, double bandwidth)
        : this(samples, Repeated(dimension, bandwidth))
    {
    }

    /// <summary>Kernels whose widths follow from the samples' standard deviations.</summary>
    /// <param name="samples">(n, d) row-major, 2 or more; copied.</param>
    /// <param name="dimension">d.</param>
    /// <param name="rule">The factor of the standard deviations.</param>
    /// <exception cref="ArgumentException">The samples are not a whole number of rows, 1 or more.</exception>
    /// <exception cref="GeometryException">A sample is not finite, or a coordinate does not vary.</exception>
    public KernelDensityField(ReadOnlySpan<double> samples, int dimension, BandwidthRule rule = BandwidthRule.Scott)
        : this(samples, BandwidthsOf(samples, dimension, rule))
    {
    }

    /// <inheritdoc/>
    public override int Dimension => bandwidths.Length;

    /// <inheritdoc/>
    public override bool HasLogDensity => true;

    /// <summary>n.</summary>
    public int SampleCount { get; }

    /// <summary>The kernel's standard deviation in each coordinate, d values.</summary>
    public ReadOnlySpan<double> Bandwidths => bandwidths;

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> points, Span<double> scores)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, scores);
        Evaluate(points, rows, default, scores, default);
    }

    /// <inheritdoc/>
    public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, vectors, products);
        Evaluate(points, rows, vectors, products, default);
    }

    /// <inheritdoc/>
    public override void LogDensity(ReadOnlySpan<double> points, Span<double> logDensities)
    {
        int rows = Batch.Rows(Dimension, points);
        Batch.OnePerRow(rows, logDensities);
        Evaluate(points, rows, default, default, logDensities);
    }

    /// <summary>Scores, or products where there are vectors, or log densities where there is no output.</summary>
    private void Evaluate(
        ReadOnlySpan<double> points, int rows, ReadOnlySpan<double> vectors, Span<double> output, Span<double> logDensities)
    {
        int d = Dimension;
        using var weightBuffer = new Rented(KernelSums.Group * sums.PaddedCount);
        using var scaledBuffer = new Rented(KernelSums.Group * d);
        using var vectorBuffer = new Rented(2 * d);
        Span<double> vector = vectorBuffer.Span[..d];
        Span<double> mean = vectorBuffer.Span[d..];
        Span<double> least = stackalloc double[KernelSums.Group];
        for (int start = 0; start < rows; start += KernelSums.Group)
        {
            int count = Math.Min(KernelSums.Group, rows - start);
            Span<double> scaled = scaledBuffer.Span[..(count * d)];
            for (int i = 0; i < scaled.Length; i++)
            {
                scaled[i] = points[(start * d) + i] / bandwidths[i % d];
            }

            sums.SquaredDistances(scaled, count, weightBuffer.Span, least);
            for (int i = 0; i < count; i++)
            {
                int row = start + i;
                ReadOnlySpan<double> point = scaled.Slice(i * d, d);
                Span<double> weights = weightBuffer.Span.Slice(i * sums.PaddedCount, sums.PaddedCount);
                double sum = KernelSums.Weights(weights, least[i]);
                if (!logDensities.IsEmpty)
                {
                    logDensities[row] = logNormalisation - (0.5 * least[i]) + Math.Log(sum);
                    continue;
                }

                Span<double> result = output.Slice(row * d, d);
                if (vectors.IsEmpty)
                {
                    sums.Mean(point, weights, sum, result);
                    Divide(result, result);
                    continue;
                }

                Divide(vectors.Slice(row * d, d), vector);
                sums.Mean(point, weights, sum, mean);
                sums.SpreadProduct(point, weights, sum, mean, vector, result);
                DoubleKernels.Combine(1, result, -1, vector, result);
                Divide(result, result);
            }
        }
    }

    private void Divide(ReadOnlySpan<double> values, Span<double> output)
    {
        for (int j = 0; j < output.Length; j++)
        {
            output[j] = values[j] / bandwidths[j];
        }
    }

    private static void CheckSamples(ReadOnlySpan<double> samples, int d)
    {
        if (d < 1 || samples.IsEmpty || samples.Length % d != 0)
        {
            throw new ArgumentException($"{samples.Length} numbers are not samples of dimension {d}, expected a whole number of rows, 1 or more.", nameof(samples));
        }

        for (int i = 0; i < samples.Length; i++)
        {
            if (!double.IsFinite(samples[i]))
            {
                throw new GeometryException(
                    string.Create(CultureInfo.InvariantCulture, $"sample {i / d} has {samples[i]} at coordinate {i % d}, expected a finite number"),
                    "remove samples with missing values");
            }
        }
    }

    private static double[] Repeated(int dimension, double bandwidth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        double[] bandwidths = new double[dimension];
        Array.Fill(bandwidths, bandwidth);
        return bandwidths;
    }

    private static double[] BandwidthsOf(ReadOnlySpan<double> samples, int d, BandwidthRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(d, 1);
        CheckSamples(samples, d);
        int n = samples.Length / d;
        double factor = FactorOf(n, d, rule);
        double[] widths = new double[d];
        for (int j = 0; j < d; j++)
        {
            double mean = 0;
            for (int i = 0; i < n; i++)
            {
                mean += samples[(i * d) + j] / n;
            }

            double squares = 0;
            for (int i = 0; i < n; i++)
            {
                double difference = samples[(i * d) + j] - mean;
                squares += difference * difference;
            }

            // A coordinate that does not vary, or a single sample, gives 0 or NaN, which the constructor refuses by name.
            widths[j] = factor * Math.Sqrt(squares / (n - 1));
        }

        return widths;
    }

    /// <summary>Bandwidth over standard deviation for n samples of dimension d.</summary>
    internal static double FactorOf(int n, int d, BandwidthRule rule) => rule switch
    {
        BandwidthRule.Scott => Math.Pow(n, -1.0 / (d + 4)),
        BandwidthRule.Silverman => Math.Pow(n * (d + 2.0) / 4, -1.0 / (d + 4)),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
    };
}
