using System.Numerics.Tensors;

namespace Portolan.Encoders.UseLite;

/// <summary>Layer normalisation: <c>gain · (x - mean) / sqrt(variance + 1e-6) + offset</c> over the last axis.</summary>
/// <param name="gain">[width].</param>
/// <param name="offset">[width].</param>
/// <param name="width">The axis.</param>
internal readonly unsafe struct Norm(float* gain, float* offset, int width)
{
    /// <summary>Normalises rows.</summary>
    public void Apply(float* input, int rows, float* output)
    {
        var gains = new ReadOnlySpan<float>(gain, width);
        var offsets = new ReadOnlySpan<float>(offset, width);
        for (int row = 0; row < rows; row++)
        {
            var from = new ReadOnlySpan<float>(input + ((nint)row * width), width);
            var to = new Span<float>(output + ((nint)row * width), width);
            TensorPrimitives.Subtract(from, TensorPrimitives.Sum(from) / width, to);
            float variance = TensorPrimitives.SumOfSquares<float>(to) / width;
            TensorPrimitives.Multiply(to, 1 / MathF.Sqrt(variance + 1e-6f), to);
            TensorPrimitives.MultiplyAdd(to, gains, offsets, to);
        }
    }
}
