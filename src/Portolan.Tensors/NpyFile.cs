using System.Numerics.Tensors;
using Portolan.Storage;
using Portolan.Tensors.Npy;

namespace Portolan.Tensors;

/// <summary>A tensor in a NumPy file (<c>.npy</c>, versions 1 to 3), mapped into memory: opening costs the same for any size.</summary>
/// <remarks>
/// Elements are read without a copy through <see cref="Span{T}"/> and <see cref="Tensor{T}"/>, or converted into the caller's memory by
/// <c>CopyTo</c>, in row-major order whatever the order in the file. Opened with <see cref="MappedAccess.ReadWrite"/>, the file is
/// memory shared with whoever else maps it, NumPy and PyTorch among them: either side sees what the other writes. Thread-safe, apart from <see cref="Dispose"/>: spans are valid until
/// then. Nothing in a file is ever executed: arrays of Python objects are refused.
/// </remarks>
public sealed unsafe class NpyFile : IDisposable
{
    private readonly MappedFile file;
    private readonly NpyHeader header;

    // Who uses the mapping: this object, and native code that it was handed to.
    private int users = 1;
    private bool disposed;

    private NpyFile(MappedFile file, NpyHeader header)
    {
        this.file = file;
        this.header = header;
    }

    /// <summary>The path that was opened.</summary>
    public string Path => file.Path;

    /// <summary>What may be done with the elements.</summary>
    public MappedAccess Access => file.Access;

    /// <summary>What an element is.</summary>
    public ElementType ElementType => header.ElementType;

    /// <summary>The lengths of the axes, none for a single number.</summary>
    public ReadOnlySpan<long> Shape => header.Shape;

    /// <summary>Elements: the product of the shape.</summary>
    public long Count => header.Count;

    /// <summary>Whether the first axis varies fastest in the file (Fortran's order) and not the last.</summary>
    public bool IsFortranOrder => header.IsFortranOrder && header.Shape.Length > 1;

    /// <summary>Whether the file's byte order is not this machine's: then elements can be copied, not mapped.</summary>
    public bool IsByteSwapped => header.IsBigEndian == BitConverter.IsLittleEndian && ElementTypes.Size(ElementType) > 1;

    /// <summary>Where the data starts in the file, in bytes.</summary>
    public int DataOffset => header.DataOffset;

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="access">What may be done with the elements, and who sees it.</param>
    /// <exception cref="TensorException">Not a NumPy file, one of an element type that is not read, or its length is not what its shape says.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened so, or is a directory.</exception>
    public static NpyFile Open(string path, MappedAccess access = MappedAccess.Read)
    {
        MappedFile file = MappedFile.Open(path, access);
        try
        {
            int known = (int)Math.Min(file.Length, NpyHeader.MaxHeaderBytes + 12);
            NpyHeader header = NpyHeader.Parse(file.Span(0, known), path);
            // TryCount has checked that this product exists.
            long expected = header.Count * ElementTypes.Size(header.ElementType);
            long found = file.Length - header.DataOffset;
            if (found != expected)
            {
                throw new TensorException(
                    $"{found} bytes of data, expected {expected} for {header.Count} elements of {header.ElementType}",
                    path,
                    found < expected ? file.Length : header.DataOffset + expected,
                    found < expected ? "the file is cut off: copy or download it again" : null);
            }

            return new NpyFile(file, header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a tensor in row-major order: version 1.0, data aligned to 64 bytes, under a temporary name until it is whole.</summary>
    /// <typeparam name="T">double, float, <see cref="Half"/>, sbyte, byte, int, long, ulong or bool.</typeparam>
    /// <param name="path">The final path; an older file is replaced.</param>
    /// <param name="elements">The elements, as many as the shape says.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <exception cref="ArgumentException">The shape is of another number of elements.</exception>
    /// <exception cref="NotSupportedException">The type has no element type.</exception>
    /// <exception cref="IOException">The file cannot be written; an older one is untouched.</exception>
    public static void Write<T>(string path, ReadOnlySpan<T> elements, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        using NpyWriter writer = NpyWriter.Create(path, ElementTypes.Of<T>(), shape);
        writer.Write(elements);
        writer.Commit();
    }

    /// <summary>Creates a file of zeros, which takes no room on the device until it is written, and maps it to be written in place.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="elementType">What an element is.</param>
    /// <param name="shape">The lengths of the axes, at most 64, none negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is none, or there is no such element type.</exception>
    /// <exception cref="IOException">The file cannot be made so large; an older one is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public static NpyFile Create(string path, ElementType elementType, ReadOnlySpan<long> shape)
    {
        using (NpyWriter writer = NpyWriter.Create(path, elementType, shape))
        {
            writer.WriteZeros();
            writer.Commit();
        }

        return Open(path, MappedAccess.ReadWrite);
    }

    /// <summary>A range of elements in the order of the file, without a copy.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <param name="start">The first element, 0 to <see cref="Count"/>.</param>
    /// <param name="count">How many; the range must lie in the tensor.</param>
    /// <returns>Valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the tensor.</exception>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    /// <exception cref="TensorException">The file's byte order is not this machine's.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public ReadOnlySpan<T> Span<T>(long start, int count)
        where T : unmanaged
    {
        CheckMappable<T>();
        CheckRange(start, count);
        return new ReadOnlySpan<T>(Data + (start * sizeof(T)), count);
    }

    /// <summary>The whole tensor with its shape and strides, without a copy, of any size.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <returns>Valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    /// <exception cref="TensorException">The file's byte order is not this machine's.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public ReadOnlyTensorSpan<T> Tensor<T>()
        where T : unmanaged
    {
        CheckMappable<T>();
        if (Count == 0)
        {
            return default;
        }

        Span<nint> lengths = stackalloc nint[Math.Max(1, Shape.Length)];
        Span<nint> strides = stackalloc nint[lengths.Length];
        Lay(lengths, strides);
        return new ReadOnlyTensorSpan<T>((T*)(Data), (nint)Count, lengths, strides);
    }

    /// <summary>As <see cref="Span{T}"/>, to be written.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <param name="start">The first element, 0 to <see cref="Count"/>.</param>
    /// <param name="count">How many; the range must lie in the tensor.</param>
    /// <returns>Valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the tensor.</exception>
    /// <exception cref="InvalidOperationException">The elements are of another type, or the file was opened to be read.</exception>
    /// <exception cref="TensorException">The file's byte order is not this machine's.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public Span<T> WritableSpan<T>(long start, int count)
        where T : unmanaged
    {
        CheckWritable();
        CheckMappable<T>();
        CheckRange(start, count);
        return new Span<T>(Data + (start * sizeof(T)), count);
    }

    /// <summary>As <see cref="Tensor{T}"/>, to be written.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <returns>Valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="InvalidOperationException">The elements are of another type, or the file was opened to be read.</exception>
    /// <exception cref="TensorException">The file's byte order is not this machine's.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public TensorSpan<T> WritableTensor<T>()
        where T : unmanaged
    {
        CheckWritable();
        CheckMappable<T>();
        if (Count == 0)
        {
            return default;
        }

        Span<nint> lengths = stackalloc nint[Math.Max(1, Shape.Length)];
        Span<nint> strides = stackalloc nint[lengths.Length];
        Lay(lengths, strides);
        return new TensorSpan<T>((T*)(Data), (nint)Count, lengths, strides);
    }

    /// <summary>Waits until what was written in place has reached the device.</summary>
    /// <exception cref="IOException">The device is full or failing.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        file.Flush();
    }

    /// <summary>Elements as doubles, in row-major order. Integers beyond 2⁵³ are rounded.</summary>
    /// <param name="start">The first element in row-major order, 0 to <see cref="Count"/>.</param>
    /// <param name="destination">As many elements as it is long; the range must lie in the tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the tensor.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public void CopyTo(long start, Span<double> destination)
    {
        CheckRange(start, destination.Length);
        ElementReader.Read(Data, header, IsByteSwapped, start, destination);
    }

    /// <summary>Elements as floats, in row-major order. Numbers with more digits are rounded to the nearest, beyond the range to infinity.</summary>
    /// <param name="start">The first element in row-major order, 0 to <see cref="Count"/>.</param>
    /// <param name="destination">As many elements as it is long; the range must lie in the tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the tensor.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public void CopyTo(long start, Span<float> destination)
    {
        CheckRange(start, destination.Length);
        ElementReader.Read(Data, header, IsByteSwapped, start, destination);
    }

    /// <summary>All elements as doubles, in row-major order.</summary>
    /// <exception cref="TensorException">There are more elements than an array can hold.</exception>
    public double[] ToDoubles()
    {
        double[] elements = new double[ArrayLength()];
        CopyTo(0, elements);
        return elements;
    }

    /// <summary>All elements as floats, in row-major order.</summary>
    /// <exception cref="TensorException">There are more elements than an array can hold.</exception>
    public float[] ToSingles()
    {
        float[] elements = new float[ArrayLength()];
        CopyTo(0, elements);
        return elements;
    }

    /// <summary>Unmaps the file, once native code that it was handed to is done with it.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref disposed, true))
        {
            Release();
        }
    }

    /// <summary>Elements as another type, in row-major order; integers as integers without loss.</summary>
    internal void Read<T>(long start, Span<T> destination)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        CheckRange(start, destination.Length);
        ElementReader.Read(Data, header, IsByteSwapped, start, destination);
    }

    /// <summary>Keeps the file mapped until the answer is disposed of.</summary>
    internal IDisposable Share()
    {
        Interlocked.Increment(ref users);
        return new SharedUse(this);
    }

    /// <summary>The first element.</summary>
    internal byte* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return file.Pointer + DataOffset;
        }
    }


    /// <summary>Steps between elements along each axis, in elements.</summary>
    internal void Lay(Span<nint> lengths, Span<nint> strides)
    {
        lengths[0] = 1;
        for (int i = 0; i < Shape.Length; i++)
        {
            lengths[i] = (nint)Shape[i];
        }

        nint stride = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            int axis = IsFortranOrder ? i : lengths.Length - 1 - i;
            // An axis of length 1 is never stepped along; a tensor span wants stride 0 there.
            strides[axis] = lengths[axis] == 1 ? 0 : stride;
            stride *= lengths[axis];
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            file.Dispose();
        }
    }

    private int ArrayLength() => Count <= Array.MaxLength
        ? (int)Count
        : throw new TensorException($"{Count} elements, an array holds at most {Array.MaxLength}", Path, -1, "read ranges of it");

    private void CheckRange(long start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)Count, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)count, (ulong)(Count - start), nameof(count));
    }

    private void CheckWritable()
    {
        if (Access == MappedAccess.Read)
        {
            throw new InvalidOperationException($"{Path} was opened to be read; open it with {nameof(MappedAccess.ReadWrite)} or {nameof(MappedAccess.CopyOnWrite)}.");
        }
    }

    private void CheckMappable<T>()
        where T : unmanaged
    {
        ElementTypes.Check<T>(ElementType);
        if (IsByteSwapped)
        {
            throw new TensorException(
                "the elements are in the other byte order, which cannot be read in place", Path, DataOffset, "copy them instead, or save the array in this machine's order");
        }
    }

    private sealed class SharedUse(NpyFile owner) : IDisposable
    {
        public void Dispose() => owner.Release();
    }
}
