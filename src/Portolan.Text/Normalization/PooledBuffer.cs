using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Portolan.Text.Normalization;

/// <summary>A growable buffer over <see cref="ArrayPool{T}.Shared"/> that is filled, read, cleared and filled again without garbage.</summary>
/// <typeparam name="T">The element; memory handed out is not zeroed.</typeparam>
/// <remarks>Not thread-safe. Spans of it are valid until the next call that writes, clears or disposes.</remarks>
public sealed class PooledBuffer<T> : IBufferWriter<T>, IDisposable
    where T : unmanaged
{
    private const int SmallestLength = 256;
    private T[] _items;
    private int _count;

    /// <summary>Creates an empty buffer.</summary>
    /// <param name="initialCapacity">Elements to rent room for at once; 0 rents on first use.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public PooledBuffer(int initialCapacity = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCapacity);
        _items = initialCapacity == 0 ? [] : ArrayPool<T>.Shared.Rent(initialCapacity);
    }

    /// <summary>Elements written since the last <see cref="Clear"/>.</summary>
    public int WrittenCount => _count;

    /// <summary>The elements written, without copying.</summary>
    public ReadOnlySpan<T> WrittenSpan => _items.AsSpan(0, _count);

    /// <summary>Forgets the elements and keeps the memory.</summary>
    public void Clear() => _count = 0;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than the last span's length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_items.Length - _count), nameof(count));
        _count += count;
    }

    /// <inheritdoc/>
    public Memory<T> GetMemory(int sizeHint = 0)
    {
        _ = GetSpan(sizeHint);
        return _items.AsMemory(_count);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer would exceed the longest array.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> GetSpan(int sizeHint = 0)
    {
        if ((uint)sizeHint >= (uint)(_items.Length - _count))
        {
            Grow(sizeHint);
        }

        return _items.AsSpan(_count);
    }

    /// <summary>Returns the memory to the pool; the buffer is empty then and may be filled again.</summary>
    public void Dispose()
    {
        T[] items = _items;
        _items = [];
        _count = 0;
        if (items.Length != 0)
        {
            ArrayPool<T>.Shared.Return(items);
        }
    }

    /// <summary>Forgets the elements from <paramref name="count"/> on.</summary>
    internal void Truncate(int count)
    {
        Debug.Assert((uint)count <= (uint)_count);
        _count = count;
    }

    private void Grow(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        long needed = (long)_count + Math.Max(sizeHint, 1);
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException($"a pooled buffer would need {needed} elements, at most {Array.MaxLength} are possible");
        }

        int length = (int)Math.Min(Math.Max(needed, Math.Max(SmallestLength, 2L * _items.Length)), Array.MaxLength);
        T[] larger = ArrayPool<T>.Shared.Rent(length);
        Debug.Assert(larger.Length >= needed);
        _items.AsSpan(0, _count).CopyTo(larger);
        if (_items.Length != 0)
        {
            ArrayPool<T>.Shared.Return(_items);
        }

        _items = larger;
    }
}
