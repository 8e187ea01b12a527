using System.Runtime.InteropServices;
using Portolan.Storage;
using Portolan.Tensors.Npy;

namespace Portolan.Tensors;

/// <summary>Writes a tensor of known shape to a NumPy file piece by piece, in row-major order.</summary>
/// <remarks>The file appears under its name with <see cref="Commit"/>, or not at all. Not thread-safe.</remarks>
public sealed class NpyWriter : IDisposable
{
    private readonly AtomicFile file;
    private long remaining;

    private NpyWriter(AtomicFile file, ElementType elementType, long count)
    {
        this.file = file;
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
    public static NpyWriter Create(string path, ElementType elementType, ReadOnlySpan<long> shape, int version = 1)
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
            return new NpyWriter(file, elementType, count);
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
    /// <exception cref="InvalidOperationException">Elements are missing.</exception>
    /// <exception cref="IOException">The device is full or failing; an older file is untouched.</exception>
    public void Commit()
    {
        if (remaining != 0)
        {
            throw new InvalidOperationException($"{remaining} elements are missing.");
        }

        file.Commit();
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose() => file.Dispose();
}
