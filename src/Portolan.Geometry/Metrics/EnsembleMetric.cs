using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The Stein metric averaged over an ensemble of scores, g(x) = (1/K) Σₖ gₖ(x): the posterior mean E_θ[λ (s_θ s_θᵀ + λ I)⁻¹].</summary>
/// <remarks>
/// Where the members disagree, no direction is short in all of them, and distances grow towards the Euclidean ones: doubt is not taken
/// for data. Everything is the mean over members, O(K d); the inverse and the determinant come from g = I − U Uᵀ with K columns
/// (Woodbury), O(K² d + K³).
/// </remarks>
public sealed class EnsembleMetric : Metric
{
    private readonly SteinMetric[] members;

    /// <summary>The mean of the members' metrics.</summary>
    /// <param name="fields">K scores of one dimension, 1 or more.</param>
    /// <param name="damping">λ, positive; 1 is the metric as published.</param>
    /// <exception cref="ArgumentException">No field is given, or dimensions differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The damping is not positive and finite.</exception>
    public EnsembleMetric(IReadOnlyList<ScoreField> fields, double damping = 1)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.Count == 0)
        {
            throw new ArgumentException("An ensemble has no fields, expected 1 or more.", nameof(fields));
        }

        MixtureWeights.CheckDimensions(fields);
        members = [.. fields.Select(field => new SteinMetric(field, damping))];
    }

    /// <inheritdoc/>
    public override int Dimension => members[0].Dimension;

    /// <summary>The K metrics.</summary>
    public IReadOnlyList<SteinMetric> Members => members;

    /// <summary>The length of a curve under each member: how far the doubt about the score reaches into the length.</summary>
    /// <param name="curve">(n, d) row-major, 1 or more points; segments count by the metric at their midpoints.</param>
    /// <exception cref="ArgumentException">The curve is not a whole number of points, 1 or more.</exception>
    public LengthEstimate LengthOf(ReadOnlySpan<double> curve)
    {
        int d = Dimension;
        int segments = Batch.Rows(d, curve) - 1;
        if (segments < 0)
        {
            throw new ArgumentException("The curve has no points, expected 1 or more.", nameof(curve));
        }

        using var buffer = new Rented(2 * segments * d);
        using var valueBuffer = new Rented(segments);
        Span<double> midpoints = buffer.Span[..(segments * d)];
        Span<double> differences = buffer.Span[(segments * d)..];
        DoubleKernels.Combine(0.5, curve[..(segments * d)], 0.5, curve[d..], midpoints);
        DoubleKernels.Combine(-1, curve[..(segments * d)], 1, curve[d..], differences);
        double[] lengths = new double[members.Length];
        for (int k = 0; k < members.Length; k++)
        {
            members[k].Norm(midpoints, differences, valueBuffer.Span);
            foreach (double length in valueBuffer.Span)
            {
                lengths[k] += length;
            }
        }

        double mean = lengths.Average();
        double squares = lengths.Sum(length => (length - mean) * (length - mean));
        return new LengthEstimate(mean, lengths.Length == 1 ? 0 : Math.Sqrt(squares / (lengths.Length - 1)), lengths);
    }

    /// <inheritdoc/>
    public override void QuadraticForm(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> values)
    {
        using var one = new Rented(values.Length);
        values.Clear();
        foreach (SteinMetric member in members)
        {
            member.QuadraticForm(points, vectors, one.Span);
            AddPart(one.Span, values);
        }
    }

    /// <inheritdoc/>
    public override void QuadraticFormGradient(
        ReadOnlySpan<double> points,
        ReadOnlySpan<double> vectors,
        Span<double> values,
        Span<double> vectorGradients,
        Span<double> pointGradients)
    {
        using var oneValue = new Rented(values.Length);
        using var oneVector = new Rented(vectorGradients.Length);
        using var onePoint = new Rented(pointGradients.Length);
        values.Clear();
        vectorGradients.Clear();
        pointGradients.Clear();
        foreach (SteinMetric member in members)
        {
            member.QuadraticFormGradient(points, vectors, oneValue.Span, oneVector.Span, onePoint.Span);
            AddPart(oneValue.Span, values);
            AddPart(oneVector.Span, vectorGradients);
            AddPart(onePoint.Span, pointGradients);
        }
    }

    /// <inheritdoc/>
    public override void Lower(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> covectors)
    {
        using var one = new Rented(covectors.Length);
        covectors.Clear();
        foreach (SteinMetric member in members)
        {
            member.Lower(points, vectors, one.Span);
            AddPart(one.Span, covectors);
        }
    }

    /// <inheritdoc/>
    public override void Raise(ReadOnlySpan<double> points, ReadOnlySpan<double> covectors, Span<double> vectors)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points, covectors, vectors);
        int k = members.Length;
        using var columnBuffer = new Rented(k * points.Length);
        using var smallBuffer = new Rented((k * k) + k);
        Columns(points, columnBuffer.Span);
        Span<double> small = smallBuffer.Span[..(k * k)];
        Span<double> coefficients = smallBuffer.Span[(k * k)..];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> covector = covectors.Slice(row * d, d);
            Span<double> vector = vectors.Slice(row * d, d);
            ReadOnlySpan<double> columns = columnBuffer.Span.Slice(row * k * d, k * d);
            Factor(columns, d, small);
            for (int i = 0; i < k; i++)
            {
                coefficients[i] = DoubleKernels.Dot(columns.Slice(i * d, d), covector);
            }

            // g⁻¹ = I + U (I − Uᵀ U)⁻¹ Uᵀ
            CholeskyFactor.Solve(small, coefficients);
            covector.CopyTo(vector);
            for (int i = 0; i < k; i++)
            {
                DoubleKernels.AddScaled(coefficients[i], columns.Slice(i * d, d), vector);
            }
        }
    }

    /// <inheritdoc/>
    public override void Derivative(
        ReadOnlySpan<double> points, ReadOnlySpan<double> directions, ReadOnlySpan<double> vectors, Span<double> covectors)
    {
        using var one = new Rented(covectors.Length);
        covectors.Clear();
        foreach (SteinMetric member in members)
        {
            member.Derivative(points, directions, vectors, one.Span);
            AddPart(one.Span, covectors);
        }
    }

    /// <inheritdoc/>
    public override void LogDeterminant(ReadOnlySpan<double> points, Span<double> values)
    {
        int d = Dimension;
        int rows = Batch.Rows(d, points);
        Batch.OnePerRow(rows, values);
        int k = members.Length;
        using var columnBuffer = new Rented(k * points.Length);
        using var small = new Rented(k * k);
        Columns(points, columnBuffer.Span);
        for (int row = 0; row < rows; row++)
        {
            Factor(columnBuffer.Span.Slice(row * k * d, k * d), d, small.Span);
            values[row] = CholeskyFactor.LogDeterminantOf(small.Span, k);
        }
    }

    /// <inheritdoc/>
    public override void Diagonal(ReadOnlySpan<double> points, Span<double> diagonals)
    {
        using var one = new Rented(diagonals.Length);
        diagonals.Clear();
        foreach (SteinMetric member in members)
        {
            member.Diagonal(points, one.Span);
            AddPart(one.Span, diagonals);
        }
    }

    private void AddPart(ReadOnlySpan<double> one, Span<double> mean) => DoubleKernels.AddScaled(1.0 / members.Length, one, mean);

    /// <summary>The columns of U of each row, (n, K, d): sₖ / √(K (λ + |sₖ|²)).</summary>
    private void Columns(ReadOnlySpan<double> points, Span<double> columns)
    {
        int d = Dimension;
        int k = members.Length;
        using var scores = new Rented(points.Length);
        for (int i = 0; i < k; i++)
        {
            members[i].Field.Score(points, scores.Span);
            for (int row = 0; row < points.Length / d; row++)
            {
                ReadOnlySpan<double> score = scores.Span.Slice(row * d, d);
                double factor = 1 / Math.Sqrt(k * (members[i].Damping + DoubleKernels.Dot(score, score)));
                DoubleKernels.Combine(factor, score, 0, score, columns.Slice(((row * k) + i) * d, d));
            }
        }
    }

    /// <summary>The Cholesky factor of I − Uᵀ U; NaN where a score is, or where rounding leaves nothing of the matrix.</summary>
    private static void Factor(ReadOnlySpan<double> columns, int d, Span<double> factor)
    {
        int k = columns.Length / d;
        for (int i = 0; i < k; i++)
        {
            for (int j = i; j < k; j++)
            {
                factor[(i * k) + j] = (i == j ? 1 : 0) - DoubleKernels.Dot(columns.Slice(i * d, d), columns.Slice(j * d, d));
            }
        }

        if (!CholeskyFactor.TryFactor(factor, k, tolerance: 0))
        {
            factor.Fill(double.NaN);
        }
    }
}
