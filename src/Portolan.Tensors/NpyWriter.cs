using System.Runtime.InteropServices;
using Portolan.Storage;
using Portolan.Tensors.Npy;

namespace Portolan.Tensors;

/// <summary>Writes a tensor of known shape to a NumPy file piece by piece, in row-major order.</summary>
/// <remarks>The file appears under its name with <see cref="Commit"/>, or not at all. Not thread-safe.</remarks>
public sealed class NpyWriter : IDisposable
{
    private readonly AtomicFile file;

    // What the header says until the number of rows is known; null when it is from the start.
    private readonly long[]? rowsShape;
    private readonly long count;
    private long remaining;

    private NpyWriter(AtomicFile file, ElementType elementType, long count, long[]? rowsShape)
    {
        this.file = file;
        this.count = count;
        this.rowsShape = rowsShape;
        ElementType = elementType;
        remaining = count;
    }

    /// <summary>What an element is.</summary>
    public ElementType ElementType { get; }

    /// <summary>Starts a file: data aligned to 64 bytes, this machine's byte order.</summary>
    /// <param name="path">The final path; an older file is replaced by <see cref="Commit"/>.</param>
    /// <param name="elementType">What an element is.</param>
    /// <param name="shape">The lengths of the axes, at most 64, none negative.</param>
    /// <param name="version">Of the format, 1 to 3. Version 1 holds every shape; the others are for readers that insist on them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is none, or there is no such element type or version.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public static NpyWriter Create(string path, ElementType elementType, ReadOnlySpan<long> shape, int version = 1) =>
        Create(path, elementType, shape, version, rowsShape: null);

    /// <summary>Starts a file of rows whose number is not known yet; <see cref="Commit"/> puts it into the header.</summary>
    /// <param name="path">The final path; an older file is replaced by <see cref="Commit"/>.</param>
    /// <param name="elementType">What an element is.</param>
    /// <param name="rowShape">The lengths of the axes of a row, at most 63, each at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is none, or there is no such element type.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public static NpyWriter CreateRows(string path, ElementType elementType, ReadOnlySpan<long> rowShape)
    {
        foreach (long axis in rowShape)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(axis, nameof(rowShape));
        }

        if (!NpyHeader.TryCount(rowShape, ElementTypes.Size(elementType), out long rowLength))
        {
            throw new ArgumentOutOfRangeException(nameof(rowShape), "A row has more elements than a file can hold.");
        }

        // The most rows that a file can hold have the most digits, so that the final header fits into the place of the first.
        long[] shape = [long.MaxValue / ElementTypes.Size(elementType) / rowLength, .. rowShape];
        return Create(path, elementType, shape, version: 1, shape);
    }

    private static NpyWriter Create(string path, ElementType elementType, ReadOnlySpan<long> shape, int version, long[]? rowsShape)
    {
        byte[] header = NpyHeader.Write(elementType, shape, version);
        if (!NpyHeader.TryCount(shape, ElementTypes.Size(elementType), out long count))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), "The shape has more elements than a file can hold.");
        }

        AtomicFile file = AtomicFile.Create(path);
        try
        {
            file.Stream.Write(header);
            return new NpyWriter(file, elementType, count, rowsShape);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the next elements.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>; bool for <see cref="ElementType.Boolean"/> too.</typeparam>
    /// <param name="elements">No more than the shape leaves.</param>
    /// <exception cref="ArgumentException">More elements than the shape says.</exception>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    /// <exception cref="IOException">The device is full or failing.</exception>
    public void Write<T>(ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        if (typeof(T) != typeof(bool) || ElementType != ElementType.Boolean)
        {
            ElementTypes.Check<T>(ElementType);
        }

        if (elements.Length > remaining)
        {
            throw new ArgumentException($"{elements.Length} elements, the shape leaves {remaining}.", nameof(elements));
        }

        remaining -= elements.Length;
        while (!elements.IsEmpty)
        {
            // Bytes of a slice must be countable by an int.
            ReadOnlySpan<T> piece = elements[..Math.Min(elements.Length, 1 << 24)];
            file.Stream.Write(MemoryMarshal.AsBytes(piece));
            elements = elements[piece.Length..];
        }
    }

    /// <summary>Fills the rest with zeros, as a hole that takes no room on the device where the file system has holes.</summary>
    internal void WriteZeros()
    {
        Stream stream = file.Stream;
        stream.SetLength(stream.Position + (remaining * ElementTypes.Size(ElementType)));
        remaining = 0;
    }

    /// <summary>Flushes to the device and gives the file its name.</summary>
    /// <exception cref="InvalidOperationException">Elements are missing, with <see cref="CreateRows"/> of the last row.</exception>
    /// <exception cref="IOException">The device is full or failing; an older file is untouched.</exception>
    public void Commit()
    {
        if (rowsShape is not null)
        {
            CompleteHeader(rowsShape);
        }
        else if (remaining != 0)
        {
            throw new InvalidOperationException($"{remaining} elements are missing.");
        }

        file.Commit();
    }

    private void CompleteHeader(long[] shape)
    {
        (long rows, long rest) = Math.DivRem(count - remaining, count / shape[0]);
        if (rest != 0)
        {
            throw new InvalidOperationException($"{(count / shape[0]) - rest} elements of the last row are missing.");
        }

        int length = NpyHeader.Write(ElementType, shape).Length;
        shape[0] = rows;
        file.Stream.Position = 0;
        file.Stream.Write(NpyHeader.Write(ElementType, shape, minLength: length));
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose() => file.Dispose();
}
