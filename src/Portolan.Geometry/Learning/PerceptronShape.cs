namespace Portolan.Geometry.Learning;

/// <summary>Where the numbers of a perceptron lie: all weights and biases in one array, rows padded to sixteen.</summary>
/// <remarks>
/// Layer l takes <c>Widths[l]</c> numbers to <c>Widths[l + 1]</c>. Its weights are (Widths[l], Stride(l + 1)) row-major, its bias
/// Stride(l + 1). What lies in the padding is zero and stays zero through training, because its gradients are.
/// </remarks>
internal sealed class PerceptronShape
{
    private const int Padding = 16;

    private readonly int[] weightOffsets;
    private readonly int[] transposedOffsets;

    public PerceptronShape(IReadOnlyList<int> widths)
    {
        Widths = [.. widths];
        weightOffsets = new int[Layers];
        transposedOffsets = new int[Layers];
        for (int l = 0; l < Layers; l++)
        {
            weightOffsets[l] = ParameterCount;
            transposedOffsets[l] = TransposedCount;
            ParameterCount = checked(ParameterCount + ((Widths[l] + 1) * Stride(l + 1)));
            TransposedCount = checked(TransposedCount + (Widths[l + 1] * Stride(l)));
        }
    }

    public int[] Widths { get; }

    public int Layers => Widths.Length - 1;

    /// <summary>Numbers in the array of parameters, padding included.</summary>
    public int ParameterCount { get; }

    /// <summary>Numbers in the array of transposed weights, (Widths[l + 1], Stride(l)) each.</summary>
    public int TransposedCount { get; }

    /// <summary>Numbers in a row of activations before layer l (after the last one for l = Layers).</summary>
    public int Stride(int l) => (Widths[l] + Padding - 1) / Padding * Padding;

    public int WeightOffset(int layer) => weightOffsets[layer];

    public int BiasOffset(int layer) => weightOffsets[layer] + (Widths[layer] * Stride(layer + 1));

    public int TransposedOffset(int layer) => transposedOffsets[layer];
}
