namespace Portolan.Encoders.UseLite;

/// <summary>A matrix in panels and its bias.</summary>
/// <param name="panels">[depth, width] as <see cref="MatrixProduct"/> has it.</param>
/// <param name="bias">[width].</param>
/// <param name="depth">Rows, what goes in.</param>
/// <param name="width">Columns, what comes out; a multiple of 64.</param>
internal readonly unsafe struct Dense(float* panels, float* bias, int depth, int width)
{
    public int Depth { get; } = depth;

    public int Width { get; } = width;

    /// <summary><c>output[rows, width] = bias + input[rows, depth] · matrix</c>, with <paramref name="adds"/> plus what the output holds, and at least the floor.</summary>
    public void Apply(float* input, int rows, float* output, bool adds = false, float floor = float.NegativeInfinity) =>
        MatrixProduct.Multiply(input, Depth, rows, panels, Depth, Width, bias, output, Width, adds, floor);
}
