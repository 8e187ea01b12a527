namespace Portolan.Geometry.Learning;

/// <summary>What one thread needs to run a perceptron on up to <see cref="MaxRows"/> rows, forward and back.</summary>
internal sealed class PerceptronWorkspace<T>
    where T : unmanaged
{
    /// <summary>Rows of one pass: activations of usual widths stay in the second-level cache.</summary>
    public const int MaxRows = 64;

    public PerceptronWorkspace(PerceptronShape shape)
    {
        Activations = new T[shape.Layers + 1][];
        Slopes = new T[shape.Layers][];
        Changes = new T[shape.Layers + 1][];
        for (int l = 0; l <= shape.Layers; l++)
        {
            Activations[l] = new T[MaxRows * shape.Stride(l)];
            Changes[l] = new T[MaxRows * shape.Stride(l)];
            if (l > 0 && l < shape.Layers)
            {
                Slopes[l] = new T[MaxRows * shape.Stride(l)];
            }
        }
    }

    /// <summary>Rows before layer l, (MaxRows, Stride(l)); the last ones are the output.</summary>
    public T[][] Activations { get; }

    /// <summary>The derivative of the activation function at each hidden number.</summary>
    public T[][] Slopes { get; }

    /// <summary>Tangents on the way forward or derivatives on the way back, in the shape of the activations.</summary>
    public T[][] Changes { get; }
}
