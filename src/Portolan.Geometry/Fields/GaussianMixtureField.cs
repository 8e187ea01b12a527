using System.Globalization;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The score of a mixture of normal distributions, s(x) = Σₖ rₖ(x) sₖ(x) with responsibilities rₖ ∝ wₖ pₖ(x).</summary>
/// <remarks>
/// Responsibilities come from log densities (log-sum-exp), so the score stays finite where every density underflows, as far out as the
/// squares of distances do not overflow. J v = Σ rₖ Jₖ v + Σ rₖ (sₖ − s) ((sₖ − s)·v), closed form.
/// </remarks>
public sealed class GaussianMixtureField : ScoreField
{
    private readonly GaussianField[] components;
    private readonly double[] logWeights;

    /// <summary>A mixture of normal distributions.</summary>
    /// <param name="weights">K positive weights; they are divided by their sum.</param>
    /// <param name="components">K normal distributions of one dimension.</param>
    /// <exception cref="ArgumentException">No components, as many weights as components are not given, or dimensions differ.</exception>
    /// <exception cref="GeometryException">A weight is not positive and finite.</exception>
    public GaussianMixtureField(ReadOnlySpan<double> weights, IReadOnlyList<GaussianField> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        this.components = [.. components];
        logWeights = MixtureWeights.Logarithms(weights, components.Count);
        MixtureWeights.CheckDimensions(this.components);
    }

    /// <summary>A mixture of normal distributions, from its numbers.</summary>
    /// <param name="weights">K positive weights; they are divided by their sum.</param>
    /// <param name="means">(K, d) row-major.</param>
    /// <param name="covariances">(K, d, d) row-major, each symmetric positive definite.</param>
    /// <exception cref="ArgumentException">The numbers do not make K means and covariances.</exception>
    /// <exception cref="GeometryException">A number cannot be used; the message names the component.</exception>
    public GaussianMixtureField(ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> covariances)
        : this(weights, Make(weights.Length, means, covariances))
    {
    }

    /// <inheritdoc/>
    public override int Dimension => components[0].Dimension;

    /// <inheritdoc/>
    public override bool HasLogDensity => true;

    /// <summary>The K normal distributions.</summary>
    public IReadOnlyList<GaussianField> Components => components;

    /// <summary>The weight of a component, as part of 1.</summary>
    /// <param name="component">0 to K − 1.</param>
    public double Weight(int component) => Math.Exp(logWeights[component]);

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> points, Span<double> scores)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, scores);
        using var work = new Rented(components.Length * (d + 1));
        for (int row = 0; row < rows; row++)
        {
            Evaluate(points.Slice(row * d, d), work.Span, scores.Slice(row * d, d));
        }
    }

    /// <inheritdoc/>
    public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, vectors, products);
        int k = components.Length;
        using var work = new Rented((k * (d + 1)) + (2 * d));
        Span<double> evaluated = work.Span[..(k * (d + 1))];
        Span<double> score = work.Span.Slice(k * (d + 1), d);
        Span<double> scratch = work.Span[^d..];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> vector = vectors.Slice(row * d, d);
            Span<double> product = products.Slice(row * d, d);
            Evaluate(points.Slice(row * d, d), evaluated, score);
            product.Clear();
            for (int c = 0; c < k; c++)
            {
                double responsibility = evaluated[c];
                components[c].MultiplyPrecision(vector, scratch, -1);
                DoubleKernels.AddScaled(responsibility, scratch, product);
                DoubleKernels.Combine(1, evaluated.Slice(k + (c * d), d), -1, score, scratch);
                DoubleKernels.AddScaled(responsibility * DoubleKernels.Dot(scratch, vector), scratch, product);
            }
        }
    }

    /// <inheritdoc/>
    public override void LogDensity(ReadOnlySpan<double> points, Span<double> logDensities)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points);
        Batch.OnePerRow(rows, logDensities);
        using var work = new Rented((components.Length * (d + 1)) + d);
        for (int row = 0; row < rows; row++)
        {
            logDensities[row] = Evaluate(points.Slice(row * d, d), work.Span[..^d], work.Span[^d..]);
        }
    }

    /// <summary>One point: K responsibilities and K rows of components' scores into work, the score, and the log density returned.</summary>
    private double Evaluate(ReadOnlySpan<double> point, Span<double> work, Span<double> score)
    {
        int d = point.Length;
        int k = components.Length;
        for (int c = 0; c < k; c++)
        {
            work[c] = logWeights[c] + components[c].ScoreAndLogDensity(point, work.Slice(k + (c * d), d));
        }

        double logDensity = MixtureWeights.Normalise(work[..k]);
        score.Clear();
        for (int c = 0; c < k; c++)
        {
            DoubleKernels.AddScaled(work[c], work.Slice(k + (c * d), d), score);
        }

        return logDensity;
    }

    private static GaussianField[] Make(int count, ReadOnlySpan<double> means, ReadOnlySpan<double> covariances)
    {
        if (count == 0 || means.IsEmpty || means.Length % count != 0)
        {
            throw new ArgumentException($"{means.Length} numbers are not the means of {count} components.", nameof(means));
        }

        int d = means.Length / count;
        if (covariances.Length != (long)count * d * d)
        {
            throw new ArgumentException(
                $"{covariances.Length} numbers are not {count} covariances of dimension {d}, expected {(long)count * d * d}.", nameof(covariances));
        }

        var made = new GaussianField[count];
        for (int c = 0; c < count; c++)
        {
            try
            {
                made[c] = new GaussianField(means.Slice(c * d, d), covariances.Slice(c * d * d, d * d));
            }
            catch (GeometryException e)
            {
                throw new GeometryException(string.Create(CultureInfo.InvariantCulture, $"component {c}: {e.Message}"), e.Hint, e);
            }
        }

        return made;
    }
}
