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
        for (int row = 0; row < rows; row++, input += width, output += width)
        {
            float mean = RowMath.Sum(input, width) / width;
            float variance = RowMath.SumOfSquares(input, width, mean) / width;
            RowMath.Transform(input, mean, 1 / MathF.Sqrt(variance + 1e-6f), gain, offset, output, width);
        }
    }
}
