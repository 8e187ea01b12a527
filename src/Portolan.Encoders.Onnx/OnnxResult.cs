using System.Numerics.Tensors;
using Portolan.Encoders.Onnx.Internals;

namespace Portolan.Encoders.Onnx;

/// <summary>What a run gave, in memory of ONNX Runtime; spans are valid until it is disposed of.</summary>
public sealed class OnnxResult : IDisposable
{
    private readonly OrtHandle[] values;
    private readonly (OnnxValueInfo Info, nint Data)[] tensors;
    private readonly string path;

    internal OnnxResult(OrtHandle[] values, (OnnxValueInfo Info, nint Data)[] tensors, string path)
    {
        this.values = values;
        this.tensors = tensors;
        this.path = path;
    }

    /// <summary>How many outputs were asked for.</summary>
    public int Count => tensors.Length;

    /// <summary>The name, type and dimensions of an output, none of them -1.</summary>
    /// <param name="index">Its place among the names that were asked for.</param>
    public OnnxValueInfo Info(int index) => tensors[index].Info;

    /// <summary>The elements of an output, row-major.</summary>
    /// <typeparam name="T">The type that its element type stands for.</typeparam>
    /// <param name="index">Its place among the names that were asked for.</param>
    /// <exception cref="EncoderException">The output has another type, or more elements than a span can have.</exception>
    /// <exception cref="ObjectDisposedException">The result was disposed of.</exception>
    public unsafe ReadOnlySpan<T> Data<T>(int index)
        where T : unmanaged
    {
        (OnnxValueInfo info, nint data) = tensors[index];
        ObjectDisposedException.ThrowIf(values[index].IsClosed, this);
        if (info.ElementType != OnnxTensor.TypeOf<T>())
        {
            throw new EncoderException($"{path} gives {info}, expected elements of type {OnnxTensor.TypeOf<T>()}", path);
        }

        long count = 1;
        foreach (long dimension in info.Shape)
        {
            count = dimension == 0 ? 0 : count > int.MaxValue / dimension ? throw new EncoderException($"{path} gives {info}, expected at most {int.MaxValue} elements", path) : count * dimension;
        }

        return new ReadOnlySpan<T>((void*)data, (int)count);
    }

    /// <summary>The elements of an output of floating-point numbers, as float32.</summary>
    /// <param name="index">Its place among the names that were asked for.</param>
    /// <returns>The runtime's own memory for float32; a converted copy for float16 and float64.</returns>
    /// <exception cref="EncoderException">The output has another type, or more elements than a span can have.</exception>
    public ReadOnlySpan<float> Floats(int index)
    {
        switch (tensors[index].Info.ElementType)
        {
            case OnnxElementType.Float16:
                ReadOnlySpan<Half> halves = Data<Half>(index);
                float[] widened = new float[halves.Length];
                TensorPrimitives.ConvertToSingle(halves, widened);
                return widened;
            case OnnxElementType.Float64:
                ReadOnlySpan<double> doubles = Data<double>(index);
                float[] narrowed = new float[doubles.Length];
                TensorPrimitives.ConvertTruncating(doubles, narrowed.AsSpan());
                return narrowed;
            default:
                return Data<float>(index);
        }
    }

    /// <summary>Frees the outputs.</summary>
    public void Dispose()
    {
        foreach (OrtHandle value in values)
        {
            value.Dispose();
        }
    }
}
