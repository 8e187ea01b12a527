using System.Numerics;
using Portolan.Tensors.Npy;

namespace Portolan.Tensors;

/// <summary>Writes the elements of a NumPy file as another type, in row-major order and this machine's byte order.</summary>
public static class NpyConversion
{
    private const int Chunk = 1 << 14;

    /// <summary>Converts a file of any size; memory does not depend on it.</summary>
    /// <remarks>
    /// Floating point numbers are rounded to the nearest of a narrower type. Integers, and floating point numbers that become integers,
    /// must keep their value: the first that cannot is an error. <see cref="ElementType.Boolean"/> takes 0 and 1.
    /// </remarks>
    /// <param name="input">The file to read.</param>
    /// <param name="output">The file to write; an older one is replaced once the new one is whole.</param>
    /// <param name="type">What an element becomes.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left of the output.</param>
    /// <exception cref="TensorException">The input is not a NumPy file, or an element does not fit <paramref name="type"/>.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Convert(NpyFile input, string output, ElementType type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        using NpyWriter writer = NpyWriter.Create(output, type, input.Shape);
        switch (input.ElementType)
        {
            case ElementType.UInt64:
                Convert<ulong>(input, writer, cancellationToken);
                break;
            case ElementType.Int64 or ElementType.Int32 or ElementType.Int8 or ElementType.UInt8 or ElementType.Boolean:
                Convert<long>(input, writer, cancellationToken);
                break;
            default:
                Convert<double>(input, writer, cancellationToken);
                break;
        }

        writer.Commit();
    }

    /// <summary>Rounds rows of floating point numbers to 8-bit integers, each row with a scale of its own.</summary>
    /// <param name="input">At least one axis; the last is a row.</param>
    /// <param name="output">Receives the integers, of the input's shape.</param>
    /// <param name="scales">Receives one float a row: <c>element ≈ scale · integer</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="TensorException">The input has no rows, rows longer than 2²⁶ elements, or an element that is not finite.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Quantize(NpyFile input, string output, string scales, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Shape.Length == 0 || input.Shape[^1] is 0 or > 1 << 26)
        {
            throw new TensorException("rows of 1 to 67,108,864 elements are needed to give each a scale", input.Path, -1, "reshape the array to [rows, columns]");
        }

        int width = (int)input.Shape[^1];
        long rows = input.Count / width;
        using NpyWriter writer = NpyWriter.Create(output, ElementType.Int8, input.Shape);
        using NpyWriter scaleWriter = NpyWriter.Create(scales, ElementType.Float32, input.Shape[..^1]);
        float[] row = new float[width];
        sbyte[] integers = new sbyte[width];
        for (long i = 0; i < rows; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            input.CopyTo(i * width, row);
            float scale;
            try
            {
                scale = ElementConversion.ToInt8(row, integers);
            }
            catch (ArgumentException e)
            {
                throw new TensorException($"row {i}: an element is not finite", input.Path, -1, "remove it first; 8-bit integers have no NaN and no infinity", e);
            }

            writer.Write<sbyte>(integers);
            scaleWriter.Write<float>([scale]);
        }

        // The scales first: integers that have their name have their scales too.
        scaleWriter.Commit();
        writer.Commit();
    }

    private static void Convert<TFrom>(NpyFile input, NpyWriter writer, CancellationToken cancellationToken)
        where TFrom : unmanaged, INumber<TFrom>
    {
        TFrom[] elements = new TFrom[Chunk];
        for (long start = 0; start < input.Count; start += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<TFrom> chunk = elements.AsSpan(0, (int)Math.Min(Chunk, input.Count - start));
            input.Read(start, chunk);
            Write(writer, chunk, start, input.Path);
        }
    }

    private static void Write<TFrom>(NpyWriter writer, ReadOnlySpan<TFrom> chunk, long start, string path)
        where TFrom : unmanaged, INumber<TFrom>
    {
        switch (writer.ElementType)
        {
            case ElementType.Float64:
                WriteRounded<TFrom, double>(writer, chunk);
                break;
            case ElementType.Float32:
                WriteRounded<TFrom, float>(writer, chunk);
                break;
            case ElementType.Float16:
                WriteRounded<TFrom, Half>(writer, chunk);
                break;
            case ElementType.BFloat16:
                WriteBFloat16(writer, chunk);
                break;
            case ElementType.Int8:
                WriteExact<TFrom, sbyte>(writer, chunk, start, path);
                break;
            case ElementType.Int32:
                WriteExact<TFrom, int>(writer, chunk, start, path);
                break;
            case ElementType.Int64:
                WriteExact<TFrom, long>(writer, chunk, start, path);
                break;
            case ElementType.UInt64:
                WriteExact<TFrom, ulong>(writer, chunk, start, path);
                break;
            default:
                WriteExact<TFrom, byte>(writer, chunk, start, path);
                break;
        }
    }

    private static void WriteRounded<TFrom, TTo>(NpyWriter writer, ReadOnlySpan<TFrom> chunk)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        TTo[] converted = new TTo[chunk.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(chunk, converted);
        writer.Write<TTo>(converted);
    }

    private static void WriteBFloat16<TFrom>(NpyWriter writer, ReadOnlySpan<TFrom> chunk)
        where TFrom : unmanaged, INumber<TFrom>
    {
        ushort[] converted = new ushort[chunk.Length];
        for (int i = 0; i < chunk.Length; i++)
        {
            converted[i] = ElementConversion.ToBFloat16(double.CreateTruncating(chunk[i]));
        }

        writer.Write<ushort>(converted);
    }

    private static void WriteExact<TFrom, TTo>(NpyWriter writer, ReadOnlySpan<TFrom> chunk, long start, string path)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>, IMinMaxValue<TTo>
    {
        TTo[] converted = new TTo[chunk.Length];
        for (int i = 0; i < chunk.Length; i++)
        {
            // Saturating, so that comparing back finds whatever was lost; NaN differs from everything. 2⁶³ and 2⁶⁴ as doubles are
            // equal to the largest integers after rounding, and are not them.
            TTo value = TTo.CreateSaturating(chunk[i]);
            bool fits = TFrom.CreateSaturating(value) == chunk[i] && !(typeof(TFrom) == typeof(double) && value == TTo.MaxValue && double.CreateTruncating(value) >= 9007199254740992.0);
            if (!fits || (writer.ElementType == ElementType.Boolean && value > TTo.One))
            {
                throw new TensorException(
                    $"element {start + i} is {chunk[i]}, which {writer.ElementType} cannot hold", path, -1, "choose a type that can, or round the array first");
            }

            converted[i] = value;
        }

        writer.Write<TTo>(converted);
    }
}
