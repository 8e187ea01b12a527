using System.Runtime.CompilerServices;

namespace Portolan.Encoders.UseLite;

/// <summary>The transformer of Universal Sentence Encoder Lite, over the tokens of several texts at once.</summary>
/// <remarks>
/// Dense layers see all tokens as one tall matrix; attention sees one text. No number depends on the other texts. Two things differ from
/// the published graph in order, not in meaning: sums begin with bias and residual, and the last dense layer, being linear, is applied to
/// the mean over the tokens instead of to each. Masks are left out, because nothing is padded.
/// </remarks>
internal static unsafe class UseLiteNetwork
{
    /// <summary>Numbers of a vector.</summary>
    public const int Dimensions = 512;

    private const int EmbeddingWidth = 256;
    private const int StateWidth = 512;
    private const int InnerWidth = 1536;

    /// <summary>Turns tokens into vectors.</summary>
    /// <param name="weights">The model.</param>
    /// <param name="scratch">With <see cref="UseLiteScratch.Tokens"/> and <see cref="UseLiteScratch.Counts"/> filled.</param>
    /// <param name="texts">Texts, at most <see cref="UseLiteScratch.MaxTexts"/>.</param>
    /// <param name="rows">Tokens of all, at most <see cref="UseLiteScratch.MaxRows"/>.</param>
    /// <param name="vectors">Receives [texts, 512].</param>
    public static void Run(UseLiteWeights weights, UseLiteScratch scratch, int texts, int rows, Span<float> vectors)
    {
        ReadOnlySpan<int> counts = scratch.Counts.AsSpan(0, texts);
        Embed(weights, scratch, counts);
        UseLiteLayer first = weights.Layers[0];
        weights.Widening.Apply(scratch.Joined, rows, scratch.State);
        first.AttentionNorm.Apply(scratch.Joined, rows, scratch.Normal);
        Attend(first, scratch, counts, rows);
        Expand(first, scratch, rows);
        first.Down.Apply(scratch.Wide, rows, scratch.State, adds: true);

        UseLiteLayer second = weights.Layers[1];
        second.AttentionNorm.Apply(scratch.State, rows, scratch.Normal);
        Attend(second, scratch, counts, rows);
        Expand(second, scratch, rows);
        Average(scratch.Wide, InnerWidth, counts, scratch.MeanWide);
        Average(scratch.State, StateWidth, counts, scratch.Mean);
        second.Down.Apply(scratch.MeanWide, texts, scratch.Mean, adds: true);
        // The mean over no tokens is 0, whatever the last layer's bias.
        for (int text = 0; text < texts; text++)
        {
            if (counts[text] == 0)
            {
                new Span<float>(scratch.Mean + (text * StateWidth), StateWidth).Clear();
            }
        }

        weights.Output.Apply(scratch.Mean, texts, scratch.Vectors);
        for (int text = 0; text < texts; text++)
        {
            float* vector = scratch.Vectors + (text * Dimensions);
            for (int i = 0; i < Dimensions; i++)
            {
                vector[i] = MathF.Tanh(vector[i]);
            }

            RowMath.Scale(vector, Dimensions, 1 / MathF.Sqrt(MathF.Max(RowMath.SumOfSquares(vector, Dimensions), 1e-12f)));
            new ReadOnlySpan<float>(vector, Dimensions).CopyTo(vectors[(text * Dimensions)..]);
        }
    }

    /// <summary><c>x = e + (e + timing)</c>: the published graph adds the embedding twice.</summary>
    private static void Embed(UseLiteWeights weights, UseLiteScratch scratch, ReadOnlySpan<int> counts)
    {
        float* to = scratch.Joined;
        int row = 0;
        foreach (int count in counts)
        {
            for (int position = 0; position < count; position++, row++, to += EmbeddingWidth)
            {
                RowMath.AddTwice(
                    weights.Embeddings + ((nint)scratch.Tokens[row] * EmbeddingWidth), weights.Timing + (position * EmbeddingWidth), to, EmbeddingWidth);
            }
        }
    }

    /// <summary>Adds to the state what attention makes of the normalised state.</summary>
    private static void Attend(UseLiteLayer layer, UseLiteScratch scratch, ReadOnlySpan<int> counts, int rows)
    {
        layer.Attention.Apply(scratch.Normal, rows, scratch.Wide);
        float* input = scratch.Wide;
        float* output = scratch.Joined;
        foreach (int count in counts)
        {
            for (int head = 0; head < UseLiteLayer.Heads; head++)
            {
                AttendHead(layer, scratch, input + (head * layer.HeadWidth), count, output + (head * layer.HeadWidth));
            }

            input += (nint)count * 3 * layer.Width;
            output += (nint)count * layer.Width;
        }

        layer.Joining.Apply(scratch.Joined, rows, scratch.State, adds: true);
    }

    /// <summary>One head over one text: <c>softmax(scale · q · kᵀ) · v</c>.</summary>
    private static void AttendHead(UseLiteLayer layer, UseLiteScratch scratch, float* queries, int count, float* output)
    {
        int width = layer.HeadWidth;
        int stride = 3 * layer.Width;
        float* keys = queries + layer.Width;
        float* values = keys + layer.Width;
        int panels = (count + MatrixProduct.PanelWidth - 1) / MatrixProduct.PanelWidth;
        int attentionStride = panels * MatrixProduct.PanelWidth;
        Transpose(keys, stride, count, width, layer.Scale, scratch.Keys);
        MatrixProduct.Multiply(queries, stride, count, scratch.Keys, width, attentionStride, null, scratch.Weights, attentionStride);
        for (int row = 0; row < count; row++)
        {
            RowMath.Softmax(scratch.Weights + (row * attentionStride), count);
        }

        for (int column = 0; column < width; column += MatrixProduct.PanelWidth)
        {
            MatrixProduct.MultiplyBlock(
                scratch.Weights, attentionStride, count, values + column, stride, count, null, output + column, layer.Width, adds: false, float.NegativeInfinity);
        }
    }

    /// <summary>Keys [count, width] times a number, as panels [width, count].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* keys, int stride, int count, int width, float scale, float* panels)
    {
        for (int token = 0; token < count; token++)
        {
            float* from = keys + ((nint)token * stride);
            float* to = panels + MatrixProduct.PanelOffset(width, 0, token);
            for (int i = 0; i < width; i++)
            {
                to[i * MatrixProduct.PanelWidth] = from[i] * scale;
            }
        }
    }

    /// <summary>The first dense layer behind attention, with its lower bound of 0.</summary>
    private static void Expand(UseLiteLayer layer, UseLiteScratch scratch, int rows)
    {
        layer.ForwardNorm.Apply(scratch.State, rows, scratch.Normal);
        layer.Up.Apply(scratch.Normal, rows, scratch.Wide, floor: 0);
    }

    /// <summary>The mean over each text's tokens; zeros for none.</summary>
    private static void Average(float* rows, int width, ReadOnlySpan<int> counts, float* means)
    {
        foreach (int count in counts)
        {
            RowMath.SumRows(rows, count, width, 1f / Math.Max(count, 1), means);
            rows += (nint)count * width;
            means += width;
        }
    }
}
