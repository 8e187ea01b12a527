using Portolan.Tensors.Kernels;

namespace Portolan.Tensors;

/// <summary>A vector prepared to be compared with many others, of any element type.</summary>
/// <remarks>
/// Rows lie one behind the other, as in a mapped <see cref="NpyFile"/>. Scores of rows as long as those of a large file are read at the
/// speed of memory. Sums are taken in single precision, in an order that depends on the processor's vectors; for 8-bit rows they are
/// exact integers. Immutable; serves many threads at once.
/// </remarks>
public sealed class VectorQuery
{
    private readonly float[] vector;
    private readonly short[] integers;
    private readonly float integerScale;
    private readonly float squaredNorm;
    private readonly float norm;
    private readonly double integerSquares;

    /// <summary>Prepares a vector.</summary>
    /// <param name="vector">Its elements, finite, at least one; they are copied.</param>
    /// <param name="similarity">How rows are compared with it.</param>
    /// <exception cref="ArgumentException">The vector is empty, or an element is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such similarity.</exception>
    public VectorQuery(ReadOnlySpan<float> vector, Similarity similarity)
    {
        if (vector.IsEmpty)
        {
            throw new ArgumentException("The vector has no elements.", nameof(vector));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)similarity, (uint)Similarity.SquaredL2, nameof(similarity));
        float largest = ElementConversion.LargestMagnitude(vector);
        this.vector = vector.ToArray();
        Similarity = similarity;
        squaredNorm = VectorMath.Dot(vector, vector);
        norm = MathF.Sqrt(squaredNorm);
        integers = new short[vector.Length];
        integerScale = largest / IntegerScan.QueryRange;
        for (int i = 0; i < vector.Length && largest > 0; i++)
        {
            integers[i] = (short)MathF.Round(vector[i] / largest * IntegerScan.QueryRange);
            integerSquares += integers[i] * integers[i];
        }
    }

    /// <summary>Elements of the vector, and of each row.</summary>
    public int Dimensions => vector.Length;

    /// <summary>How rows are compared with it.</summary>
    public Similarity Similarity { get; }

    /// <summary>Scores rows of floats.</summary>
    /// <param name="rows">[<paramref name="scores"/>.Length, <see cref="Dimensions"/>], row-major.</param>
    /// <param name="scores">Receives one score a row.</param>
    /// <exception cref="ArgumentException">The rows are not as many as the scores.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores) => Score<float, SingleLoader>(rows, scores);

    /// <summary>Scores rows of 16-bit floating point numbers.</summary>
    /// <param name="rows">[<paramref name="scores"/>.Length, <see cref="Dimensions"/>], row-major.</param>
    /// <param name="scores">Receives one score a row.</param>
    /// <exception cref="ArgumentException">The rows are not as many as the scores.</exception>
    public void Score(ReadOnlySpan<Half> rows, Span<float> scores) => Score<Half, HalfLoader>(rows, scores);

    /// <summary>Scores rows of bfloat16.</summary>
    /// <param name="rows">[<paramref name="scores"/>.Length, <see cref="Dimensions"/>], row-major.</param>
    /// <param name="scores">Receives one score a row.</param>
    /// <exception cref="ArgumentException">The rows are not as many as the scores.</exception>
    public void ScoreBFloat16(ReadOnlySpan<ushort> rows, Span<float> scores) => Score<ushort, BFloat16Loader>(rows, scores);

    /// <summary>Scores rows of 8-bit integers, each with the scale that turns its integers into numbers.</summary>
    /// <remarks>The query is rounded to 13 bits, sixteen times finer than the rows are.</remarks>
    /// <param name="rows">[<paramref name="scores"/>.Length, <see cref="Dimensions"/>], row-major.</param>
    /// <param name="scales">One a row.</param>
    /// <param name="scores">Receives one score a row.</param>
    /// <exception cref="ArgumentException">Rows, scales and scores are not equally many.</exception>
    public void Score(ReadOnlySpan<sbyte> rows, ReadOnlySpan<float> scales, Span<float> scores)
    {
        CheckRows(rows.Length, scores.Length);
        if (scales.Length != scores.Length)
        {
            throw new ArgumentException($"{scales.Length} scales for {scores.Length} rows.", nameof(scales));
        }

        bool needsNorm = Similarity != Similarity.Dot;
        nuint ahead = Ahead.Of(rows.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            IntegerScan.Sums(integers, rows.Slice(i * Dimensions, Dimensions), needsNorm, ahead, out long dot, out long squares);
            scores[i] = ScoreOf(dot, squares, scales[i]);
        }
    }

    /// <summary>Scores one row of floats.</summary>
    /// <param name="row"><see cref="Dimensions"/> elements.</param>
    /// <exception cref="ArgumentException">The row is of another length.</exception>
    public float Score(ReadOnlySpan<float> row)
    {
        float score = 0;
        Score(row, new Span<float>(ref score));
        return score;
    }

    /// <summary>Scores rows with several queries: each piece of the rows is read from memory once.</summary>
    /// <param name="queries">At least one; all of the same dimensions.</param>
    /// <param name="rows">[count, dimensions], row-major.</param>
    /// <param name="scores">Receives [queries, count], row-major.</param>
    /// <exception cref="ArgumentException">Queries differ in dimensions, or the lengths do not agree.</exception>
    public static void ScoreMany(ReadOnlySpan<VectorQuery> queries, ReadOnlySpan<float> rows, Span<float> scores)
    {
        if (queries.IsEmpty || scores.Length % queries.Length != 0)
        {
            throw new ArgumentException($"{scores.Length} scores for {queries.Length} queries.", nameof(scores));
        }

        int count = scores.Length / queries.Length;
        int dimensions = queries[0].Dimensions;
        foreach (VectorQuery query in queries)
        {
            if (query.Dimensions != dimensions)
            {
                throw new ArgumentException($"Queries of {dimensions} and of {query.Dimensions} dimensions.", nameof(queries));
            }

            query.CheckRows(rows.Length, count);
        }

        // A block stays in the core's first cache while every query passes over it.
        int block = Math.Max(1, (16 << 10) / (dimensions * sizeof(float)));
        for (int start = 0; start < count; start += block)
        {
            int length = Math.Min(block, count - start);
            ReadOnlySpan<float> piece = rows.Slice(start * dimensions, length * dimensions);
            for (int i = 0; i < queries.Length; i++)
            {
                queries[i].Score(piece, scores.Slice((i * count) + start, length));
            }
        }
    }

    private void Score<T, TLoader>(ReadOnlySpan<T> rows, Span<float> scores)
        where T : unmanaged
        where TLoader : struct, IElementLoader<T>
    {
        CheckRows(rows.Length, scores.Length);
        switch (Similarity)
        {
            case Similarity.Dot:
                RowScan.Score<T, TLoader, DotMetric>(vector, norm, rows, scores);
                break;
            case Similarity.Cosine:
                RowScan.Score<T, TLoader, CosineMetric>(vector, norm, rows, scores);
                break;
            default:
                RowScan.Score<T, TLoader, SquaredL2Metric>(vector, norm, rows, scores);
                break;
        }
    }

    private float ScoreOf(long dot, long squares, float scale) => Similarity switch
    {
        Similarity.Dot => (float)((double)dot * scale * integerScale),
        Similarity.Cosine => squares == 0 || integerSquares == 0 ? 0 : (float)(Math.Sign(scale) * dot / (Math.Sqrt(squares) * Math.Sqrt(integerSquares))),
        _ => (float)Math.Max(0, squaredNorm - (2.0 * dot * scale * integerScale) + ((double)squares * scale * scale)),
    };

    private void CheckRows(int elements, int rows)
    {
        if (elements != (long)rows * Dimensions)
        {
            throw new ArgumentException($"{elements} elements for {rows} rows of {Dimensions}.", nameof(rows));
        }
    }
}
