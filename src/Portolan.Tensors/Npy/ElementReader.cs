using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Portolan.Tensors.Npy;

/// <summary>Converts elements of a mapped file, in row-major order.</summary>
internal static unsafe class ElementReader
{
    private const int Chunk = 4096;

    /// <summary>Elements from <paramref name="start"/> on in row-major order.</summary>
    /// <typeparam name="T">double or float.</typeparam>
    public static void Read<T>(byte* data, NpyHeader header, bool isSwapped, long start, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        int size = ElementTypes.Size(header.ElementType);
        bool isGathered = header.IsFortranOrder && header.Shape.Length > 1;
        byte* buffer = stackalloc byte[Chunk];
        var scratch = new Span<byte>(buffer, Chunk);
        int step = isGathered || isSwapped ? Chunk / size : int.MaxValue / size;
        for (int done = 0; done < destination.Length;)
        {
            int count = Math.Min(step, destination.Length - done);
            ReadOnlySpan<byte> raw;
            if (isGathered)
            {
                Gather(data, header.Shape, start + done, count, size, scratch);
                raw = scratch[..(count * size)];
            }
            else
            {
                raw = new ReadOnlySpan<byte>(data + ((start + done) * size), count * size);
            }

            if (isSwapped)
            {
                raw.CopyTo(scratch);
                Reverse(scratch[..raw.Length], size);
                raw = scratch[..raw.Length];
            }

            Convert(raw, header.ElementType, destination.Slice(done, count));
            done += count;
        }
    }

    /// <summary>Copies elements that lie in column-major order in the file.</summary>
    private static void Gather(byte* data, long[] shape, long first, int count, int size, Span<byte> scratch)
    {
        Span<long> index = stackalloc long[shape.Length];
        long rest = first;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
        }

        for (int i = 0; i < count; i++)
        {
            long position = 0;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                position = (position * shape[axis]) + index[axis];
            }

            new ReadOnlySpan<byte>(data + (position * size), size).CopyTo(scratch[(i * size)..]);
            for (int axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }
    }

    private static void Reverse(Span<byte> raw, int size)
    {
        switch (size)
        {
            case 2:
                Span<ushort> two = MemoryMarshal.Cast<byte, ushort>(raw);
                BinaryPrimitives.ReverseEndianness(two, two);
                break;
            case 4:
                Span<uint> four = MemoryMarshal.Cast<byte, uint>(raw);
                BinaryPrimitives.ReverseEndianness(four, four);
                break;
            default:
                Span<ulong> eight = MemoryMarshal.Cast<byte, ulong>(raw);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> raw, ElementType type, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case ElementType.Float64:
                ConvertAs<double, T>(raw, destination);
                break;
            case ElementType.Float32:
                ConvertAs<float, T>(raw, destination);
                break;
            case ElementType.BFloat16:
                ConvertBFloat16(MemoryMarshal.Cast<byte, ushort>(raw), destination);
                break;
            case ElementType.Float16:
                ConvertAs<Half, T>(raw, destination);
                break;
            case ElementType.Int8:
                ConvertAs<sbyte, T>(raw, destination);
                break;
            case ElementType.Int32:
                ConvertAs<int, T>(raw, destination);
                break;
            case ElementType.Int64:
                ConvertAs<long, T>(raw, destination);
                break;
            case ElementType.UInt64:
                ConvertAs<ulong, T>(raw, destination);
                break;
            case ElementType.Boolean:
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = raw[i] != 0 ? T.One : T.Zero;
                }

                break;
            default:
                ConvertAs<byte, T>(raw, destination);
                break;
        }
    }

    private static void ConvertAs<TFrom, TTo>(ReadOnlySpan<byte> raw, Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        ReadOnlySpan<TFrom> source = MemoryMarshal.Cast<byte, TFrom>(raw);
        if (typeof(TFrom) == typeof(TTo))
        {
            MemoryMarshal.AsBytes(source).CopyTo(MemoryMarshal.AsBytes(destination));
        }
        else
        {
            // To floating point nothing is cut off: truncating and rounding conversions are one.
            TensorPrimitives.ConvertTruncating(source, destination);
        }
    }

    private static void ConvertBFloat16<T>(ReadOnlySpan<ushort> source, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)source[i] << 16));
        }
    }
}
