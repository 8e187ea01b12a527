using System.Numerics.Tensors;

namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>Makes one vector of several.</summary>
internal static class Pooling
{
    /// <summary>Pools the vectors of a text's tokens; padding comes after them and is not looked at.</summary>
    /// <param name="tokens">(tokens, d) row-major.</param>
    /// <param name="pooling">Any but <see cref="TokenPooling.None"/>.</param>
    /// <param name="vector">Receives d numbers.</param>
    public static void Tokens(ReadOnlySpan<float> tokens, TokenPooling pooling, Span<float> vector)
    {
        int count = tokens.Length / vector.Length;
        tokens[..vector.Length].CopyTo(vector);
        if (pooling is TokenPooling.First)
        {
            return;
        }

        if (pooling is TokenPooling.Last)
        {
            tokens[^vector.Length..].CopyTo(vector);
            return;
        }

        for (int i = 1; i < count; i++)
        {
            ReadOnlySpan<float> token = tokens.Slice(i * vector.Length, vector.Length);
            switch (pooling)
            {
                case TokenPooling.Max:
                    TensorPrimitives.Max(vector, token, vector);
                    break;
                case TokenPooling.WeightedMean:
                    TensorPrimitives.MultiplyAdd(token, i + 1f, vector, vector);
                    break;
                default:
                    TensorPrimitives.Add(vector, token, vector);
                    break;
            }
        }

        // Sums need no division: vectors are given length 1 afterwards.
    }

    /// <summary>Sums the values of each channel.</summary>
    /// <param name="grid">(d, places) row-major.</param>
    /// <param name="vector">Receives d numbers.</param>
    public static void Grid(ReadOnlySpan<float> grid, Span<float> vector)
    {
        int places = grid.Length / vector.Length;
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = TensorPrimitives.Sum(grid.Slice(i * places, places));
        }
    }
}
