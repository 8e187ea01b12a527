using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Portolan.Encoders.Onnx;

/// <summary>Memory of the caller that a run reads from or writes to; it is pinned while the run lasts and never copied.</summary>
public sealed class OnnxTensor
{
    private readonly Func<MemoryHandle> pin;

    private OnnxTensor(string name, OnnxElementType elementType, ReadOnlySpan<long> shape, int length, int elementSize, Func<MemoryHandle> pin)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        long count = 1;
        foreach (long dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1, nameof(shape));
            count = checked(count * dimension);
        }

        if (count != length)
        {
            throw new ArgumentException($"{name} has {length} elements, expected {count} for the shape {OnnxValueInfo.Dimensions(shape)}", nameof(shape));
        }

        Name = name;
        ElementType = elementType;
        Shape = [.. shape];
        ByteLength = (long)length * elementSize;
        this.pin = pin;
    }

    /// <summary>The name of the model's input or output.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public OnnxElementType ElementType { get; }

    /// <summary>The dimensions, each at least 1; row-major.</summary>
    public ImmutableArray<long> Shape { get; }

    internal long ByteLength { get; }

    /// <summary>An input.</summary>
    /// <typeparam name="T">A number type of ONNX, <see cref="bool"/> or <see cref="Half"/>.</typeparam>
    /// <param name="name">The input's name.</param>
    /// <param name="data">The elements, row-major.</param>
    /// <param name="shape">The dimensions.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements, a dimension is below 1, or ONNX has no such type.</exception>
    public static OnnxTensor Input<T>(string name, ReadOnlyMemory<T> data, params ReadOnlySpan<long> shape)
        where T : unmanaged =>
        new(name, TypeOf<T>(), shape, data.Length, Unsafe.SizeOf<T>(), data.Pin);

    /// <summary>Memory that an output is written to.</summary>
    /// <typeparam name="T">A number type of ONNX, <see cref="bool"/> or <see cref="Half"/>.</typeparam>
    /// <param name="name">The output's name.</param>
    /// <param name="data">Receives the elements, row-major.</param>
    /// <param name="shape">The dimensions that the run will give; a run that gives others fails.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements, a dimension is below 1, or ONNX has no such type.</exception>
    public static OnnxTensor Output<T>(string name, Memory<T> data, params ReadOnlySpan<long> shape)
        where T : unmanaged => Input<T>(name, data, shape);

    internal MemoryHandle Pin() => pin();

    internal static OnnxElementType TypeOf<T>() =>
        typeof(T) == typeof(float) ? OnnxElementType.Float32
        : typeof(T) == typeof(long) ? OnnxElementType.Int64
        : typeof(T) == typeof(int) ? OnnxElementType.Int32
        : typeof(T) == typeof(Half) ? OnnxElementType.Float16
        : typeof(T) == typeof(double) ? OnnxElementType.Float64
        : typeof(T) == typeof(byte) ? OnnxElementType.UInt8
        : typeof(T) == typeof(sbyte) ? OnnxElementType.Int8
        : typeof(T) == typeof(short) ? OnnxElementType.Int16
        : typeof(T) == typeof(ushort) ? OnnxElementType.UInt16
        : typeof(T) == typeof(uint) ? OnnxElementType.UInt32
        : typeof(T) == typeof(ulong) ? OnnxElementType.UInt64
        : typeof(T) == typeof(bool) ? OnnxElementType.Boolean
        : throw new ArgumentException($"ONNX has no element type for {typeof(T)}", nameof(T));
}
