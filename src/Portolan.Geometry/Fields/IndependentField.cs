using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The score of independent groups of coordinates, p(x) = ∏ pₖ(xₖ) with x = (x₁, x₂, …): each field sees its own coordinates.</summary>
public sealed class IndependentField : ScoreField
{
    private readonly ScoreField[] parts;

    /// <summary>Puts fields side by side.</summary>
    /// <param name="parts">1 or more fields; the first one's coordinates come first.</param>
    /// <exception cref="ArgumentException">No field is given.</exception>
    public IndependentField(IReadOnlyList<ScoreField> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("There are no fields to put side by side, expected 1 or more.", nameof(parts));
        }

        this.parts = [.. parts];
        Dimension = this.parts.Sum(p => p.Dimension);
        HasLogDensity = Array.TrueForAll(this.parts, p => p.HasLogDensity);
        IsGradient = Array.TrueForAll(this.parts, p => p.IsGradient);
        IsAffine = Array.TrueForAll(this.parts, p => p.IsAffine);
    }

    private delegate void Operation(ScoreField field, ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> output);

    /// <inheritdoc/>
    public override int Dimension { get; }

    /// <inheritdoc/>
    public override bool HasLogDensity { get; }

    /// <inheritdoc/>
    public override bool IsGradient { get; }

    /// <inheritdoc/>
    public override bool IsAffine { get; }

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> points, Span<double> scores)
    {
        int rows = Batch.Rows(Dimension, points, scores);
        EachPart(rows, points, points, scores, static (field, x, _, output) => field.Score(x, output));
    }

    /// <inheritdoc/>
    public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int rows = Batch.Rows(Dimension, points, vectors, products);
        EachPart(rows, points, vectors, products, static (field, x, v, output) => field.JacobianProduct(x, v, output));
    }

    /// <inheritdoc/>
    public override void TransposedJacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int rows = Batch.Rows(Dimension, points, vectors, products);
        EachPart(rows, points, vectors, products, static (field, x, v, output) => field.TransposedJacobianProduct(x, v, output));
    }

    /// <inheritdoc/>
    public override void LogDensity(ReadOnlySpan<double> points, Span<double> logDensities)
    {
        int rows = Batch.Rows(Dimension, points);
        Batch.OnePerRow(rows, logDensities);
        using var pointBuffer = new Rented(points.Length);
        using var valueBuffer = new Rented(rows);
        logDensities.Clear();
        int first = 0;
        foreach (ScoreField part in parts)
        {
            Span<double> own = pointBuffer.Span[..(rows * part.Dimension)];
            Take(points, first, part.Dimension, own);
            part.LogDensity(own, valueBuffer.Span);
            DoubleKernels.AddScaled(1, valueBuffer.Span, logDensities);
            first += part.Dimension;
        }
    }

    private void EachPart(int rows, ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> output, Operation operation)
    {
        using var buffer = new Rented(3 * points.Length);
        int first = 0;
        foreach (ScoreField part in parts)
        {
            int size = rows * part.Dimension;
            Span<double> ownPoints = buffer.Span[..size];
            Span<double> ownVectors = buffer.Span.Slice(points.Length, size);
            Span<double> ownOutput = buffer.Span.Slice(2 * points.Length, size);
            Take(points, first, part.Dimension, ownPoints);
            Take(vectors, first, part.Dimension, ownVectors);
            operation(part, ownPoints, ownVectors, ownOutput);
            for (int row = 0; row < rows; row++)
            {
                ownOutput.Slice(row * part.Dimension, part.Dimension).CopyTo(output[((row * Dimension) + first)..]);
            }

            first += part.Dimension;
        }
    }

    private void Take(ReadOnlySpan<double> rows, int first, int count, Span<double> columns)
    {
        for (int row = 0; row < rows.Length / Dimension; row++)
        {
            rows.Slice((row * Dimension) + first, count).CopyTo(columns[(row * count)..]);
        }
    }
}
