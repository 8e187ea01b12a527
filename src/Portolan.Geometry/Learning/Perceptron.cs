using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Geometry.Learning;

/// <summary>Linear layers with SiLU, x/(1 + e⁻ˣ), between them; float for training, double for what is computed with the result.</summary>
internal sealed class Perceptron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] transposed;

    public Perceptron(PerceptronShape shape, T[] parameters)
    {
        Shape = shape;
        Parameters = parameters;
        transposed = new T[shape.TransposedCount];
        ParametersChanged();
    }

    public PerceptronShape Shape { get; }

    /// <summary>All weights and biases, as <see cref="PerceptronShape"/> says.</summary>
    public T[] Parameters { get; }

    /// <summary>To be called when parameters were written: the way back needs them transposed.</summary>
    public void ParametersChanged()
    {
        for (int l = 0; l < Shape.Layers; l++)
        {
            int inputs = Shape.Widths[l];
            int outputs = Shape.Widths[l + 1];
            int stride = Shape.Stride(l + 1);
            int transposedStride = Shape.Stride(l);
            ReadOnlySpan<T> weights = Parameters.AsSpan(Shape.WeightOffset(l), inputs * stride);
            Span<T> back = transposed.AsSpan(Shape.TransposedOffset(l), outputs * transposedStride);
            for (int i = 0; i < inputs; i++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    back[(o * transposedStride) + i] = weights[(i * stride) + o];
                }
            }
        }
    }

    /// <summary>Activations[0] to Activations[Layers], with the slopes between.</summary>
    public void Forward(PerceptronWorkspace<T> workspace, int rows)
    {
        for (int l = 0; l < Shape.Layers; l++)
        {
            int stride = Shape.Stride(l + 1);
            Span<T> output = workspace.Activations[l + 1].AsSpan(0, rows * stride);
            ReadOnlySpan<T> bias = Parameters.AsSpan(Shape.BiasOffset(l), stride);
            for (int row = 0; row < rows; row++)
            {
                bias.CopyTo(output[(row * stride)..]);
            }

            MatrixProduct.Add(
                workspace.Activations[l], Shape.Stride(l), 1, Parameters.AsSpan(Shape.WeightOffset(l), Shape.Widths[l] * stride),
                output, rows, Shape.Widths[l], stride);
            if (l < Shape.Layers - 1)
            {
                Activate(output, workspace.Slopes[l + 1].AsSpan(0, output.Length));
            }
        }
    }

    /// <summary>J v: Changes[0] to Changes[Layers], after <see cref="Forward"/>.</summary>
    public void Tangent(PerceptronWorkspace<T> workspace, int rows)
    {
        for (int l = 0; l < Shape.Layers; l++)
        {
            int stride = Shape.Stride(l + 1);
            Span<T> output = workspace.Changes[l + 1].AsSpan(0, rows * stride);
            output.Clear();
            MatrixProduct.Add(
                workspace.Changes[l], Shape.Stride(l), 1, Parameters.AsSpan(Shape.WeightOffset(l), Shape.Widths[l] * stride),
                output, rows, Shape.Widths[l], stride);
            if (l < Shape.Layers - 1)
            {
                Multiply(output, workspace.Slopes[l + 1]);
            }
        }
    }

    /// <summary>Jᵀ v: Changes[Layers] to Changes[0], after <see cref="Forward"/>.</summary>
    public void Backward(PerceptronWorkspace<T> workspace, int rows)
    {
        for (int l = Shape.Layers - 1; l >= 0; l--)
        {
            Back(workspace, rows, l);
        }
    }

    /// <summary>Derivatives with respect to all parameters of the loss whose derivative by the output is Changes[Layers].</summary>
    /// <param name="workspace">After <see cref="Forward"/>.</param>
    /// <param name="rows">Rows in it.</param>
    /// <param name="gradients">In the shape of the parameters; added to.</param>
    public void AddGradients(PerceptronWorkspace<T> workspace, int rows, Span<T> gradients)
    {
        for (int l = Shape.Layers - 1; l >= 0; l--)
        {
            int stride = Shape.Stride(l + 1);
            ReadOnlySpan<T> derivatives = workspace.Changes[l + 1].AsSpan(0, rows * stride);
            MatrixProduct.Add(
                workspace.Activations[l], 1, Shape.Stride(l), derivatives,
                gradients.Slice(Shape.WeightOffset(l), Shape.Widths[l] * stride), Shape.Widths[l], rows, stride);
            Span<T> bias = gradients.Slice(Shape.BiasOffset(l), stride);
            for (int row = 0; row < rows; row++)
            {
                Add(bias, derivatives.Slice(row * stride, stride));
            }

            if (l > 0)
            {
                Back(workspace, rows, l);
            }
        }
    }

    private void Back(PerceptronWorkspace<T> workspace, int rows, int l)
    {
        int stride = Shape.Stride(l);
        Span<T> output = workspace.Changes[l].AsSpan(0, rows * stride);
        output.Clear();
        MatrixProduct.Add(
            workspace.Changes[l + 1], Shape.Stride(l + 1), 1,
            transposed.AsSpan(Shape.TransposedOffset(l), Shape.Widths[l + 1] * stride), output, rows, Shape.Widths[l + 1], stride);
        if (l > 0)
        {
            Multiply(output, workspace.Slopes[l]);
        }
    }

    /// <summary>z becomes z σ(z), and slopes σ(z) (1 + z (1 − σ(z))), σ(z) = 1/(1 + e⁻ᶻ). Lengths are multiples of sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Activate(Span<T> values, Span<T> slopes)
    {
        ref T value = ref MemoryMarshal.GetReference(values);
        ref T slope = ref MemoryMarshal.GetReference(slopes);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<T>.Count)
        {
            Vector512<T> z = Vector512.LoadUnsafe(ref value, i);
            Vector512<T> sigmoid = Vector512<T>.One / (Vector512<T>.One + Exp(-z));
            (z * sigmoid).StoreUnsafe(ref value, i);
            (sigmoid * (Vector512<T>.One + (z * (Vector512<T>.One - sigmoid)))).StoreUnsafe(ref slope, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(Span<T> values, ReadOnlySpan<T> factors)
    {
        _ = factors[..values.Length];
        ref T value = ref MemoryMarshal.GetReference(values);
        ref T factor = ref MemoryMarshal.GetReference(factors);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<T>.Count)
        {
            (Vector512.LoadUnsafe(ref value, i) * Vector512.LoadUnsafe(ref factor, i)).StoreUnsafe(ref value, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(Span<T> values, ReadOnlySpan<T> others)
    {
        _ = others[..values.Length];
        ref T value = ref MemoryMarshal.GetReference(values);
        ref T other = ref MemoryMarshal.GetReference(others);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<T>.Count)
        {
            (Vector512.LoadUnsafe(ref value, i) + Vector512.LoadUnsafe(ref other, i)).StoreUnsafe(ref value, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Exp(Vector512<T> x) => typeof(T) == typeof(float)
        ? Vector512.Exp(x.AsSingle()).As<float, T>()
        : Vector512.Exp(x.AsDouble()).As<double, T>();
}
