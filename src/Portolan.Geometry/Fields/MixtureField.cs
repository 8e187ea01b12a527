using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The score of a weighted sum of densities, p(x) = Σ wₖ pₖ(x), of any fields whose log density is known.</summary>
/// <remarks><see cref="GaussianMixtureField"/> is faster for normal components. Log densities that lack a constant shift the weights.</remarks>
public sealed class MixtureField : ScoreField
{
    private readonly ScoreField[] components;
    private readonly double[] logWeights;

    /// <summary>The weighted sum of several densities.</summary>
    /// <param name="weights">K positive weights; they are divided by their sum.</param>
    /// <param name="components">K fields of one dimension, each with a log density.</param>
    /// <exception cref="ArgumentException">Counts or dimensions differ, or a field does not know its log density.</exception>
    /// <exception cref="GeometryException">A weight is not positive and finite.</exception>
    public MixtureField(ReadOnlySpan<double> weights, IReadOnlyList<ScoreField> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        logWeights = MixtureWeights.Logarithms(weights, components.Count);
        MixtureWeights.CheckDimensions(components);
        for (int i = 0; i < components.Count; i++)
        {
            if (!components[i].HasLogDensity)
            {
                throw new ArgumentException($"Field {i} does not know its log density, which a mixture needs.", nameof(components));
            }
        }

        this.components = [.. components];
        IsGradient = Array.TrueForAll(this.components, c => c.IsGradient);
    }

    /// <inheritdoc/>
    public override int Dimension => components[0].Dimension;

    /// <inheritdoc/>
    public override bool HasLogDensity => true;

    /// <inheritdoc/>
    public override bool IsGradient { get; }

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> points, Span<double> scores)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, scores);
        using var responsibilities = new Rented(rows * components.Length);
        using var own = new Rented(components.Length * points.Length);
        Evaluate(points, rows, responsibilities.Span, own.Span, scores);
    }

    /// <inheritdoc/>
    public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products) =>
        Product(points, vectors, products, transposed: false);

    /// <inheritdoc/>
    public override void TransposedJacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products) =>
        Product(points, vectors, products, transposed: true);

    /// <inheritdoc/>
    public override void LogDensity(ReadOnlySpan<double> points, Span<double> logDensities)
    {
        int rows = Batch.Rows(Dimension, points);
        Batch.OnePerRow(rows, logDensities);
        using var responsibilities = new Rented(rows * components.Length);
        Responsibilities(points, rows, responsibilities.Span, logDensities);
    }

    private void Product(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products, bool transposed)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, vectors, products);
        int k = components.Length;
        using var responsibilityBuffer = new Rented(rows * k);
        using var ownBuffer = new Rented((k + 2) * points.Length);
        Span<double> responsibilities = responsibilityBuffer.Span;
        Span<double> own = ownBuffer.Span[..(k * points.Length)];
        Span<double> scores = ownBuffer.Span.Slice(k * points.Length, points.Length);
        Span<double> one = ownBuffer.Span[((k + 1) * points.Length)..];
        Evaluate(points, rows, responsibilities, own, scores);
        products.Clear();
        for (int c = 0; c < k; c++)
        {
            if (transposed)
            {
                components[c].TransposedJacobianProduct(points, vectors, one);
            }
            else
            {
                components[c].JacobianProduct(points, vectors, one);
            }

            for (int row = 0; row < rows; row++)
            {
                double responsibility = responsibilities[(row * k) + c];
                Span<double> product = products.Slice(row * d, d);
                Span<double> deviation = own.Slice((c * points.Length) + (row * d), d);
                DoubleKernels.AddScaled(responsibility, one.Slice(row * d, d), product);
                // J = Σ rₖ Jₖ + Σ rₖ (sₖ − s)(sₖ − s)ᵀ
                DoubleKernels.AddScaled(-1, scores.Slice(row * d, d), deviation);
                DoubleKernels.AddScaled(responsibility * DoubleKernels.Dot(deviation, vectors.Slice(row * d, d)), deviation, product);
            }
        }
    }

    /// <summary>Responsibilities (n, K), the components' scores (K, n, d) and their weighted sum (n, d).</summary>
    private void Evaluate(
        ReadOnlySpan<double> points, int rows, Span<double> responsibilities, Span<double> own, Span<double> scores)
    {
        int d = Dimension;
        int k = components.Length;
        Responsibilities(points, rows, responsibilities, default);
        scores.Clear();
        for (int c = 0; c < k; c++)
        {
            Span<double> score = own.Slice(c * points.Length, points.Length);
            components[c].Score(points, score);
            for (int row = 0; row < rows; row++)
            {
                DoubleKernels.AddScaled(responsibilities[(row * k) + c], score.Slice(row * d, d), scores.Slice(row * d, d));
            }
        }
    }

    private void Responsibilities(ReadOnlySpan<double> points, int rows, Span<double> responsibilities, Span<double> logDensities)
    {
        int k = components.Length;
        using var one = new Rented(rows);
        for (int c = 0; c < k; c++)
        {
            components[c].LogDensity(points, one.Span);
            for (int row = 0; row < rows; row++)
            {
                responsibilities[(row * k) + c] = logWeights[c] + one.Span[row];
            }
        }

        for (int row = 0; row < rows; row++)
        {
            double logDensity = MixtureWeights.Normalise(responsibilities.Slice(row * k, k));
            if (!logDensities.IsEmpty)
            {
                logDensities[row] = logDensity;
            }
        }
    }
}
