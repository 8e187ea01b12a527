using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>A growable array from the pool that callers write to directly; kept between texts, so that a warm encoder makes no garbage.</summary>
/// <remarks>
/// Not a <see cref="Normalization.PooledBuffer{T}"/>, which only grows at its end: an owner of this one rewrites what is in it and sets
/// the count itself, in loops that make sure of their room once.
/// </remarks>
internal sealed class GrowingArray<T> : IDisposable
    where T : unmanaged
{
    private const int SmallestLength = 1024;
    private T[] items = [];

    /// <summary>Elements in use; the owner counts.</summary>
    public int Count;

    public Span<T> Used => items.AsSpan(0, Count);

    /// <summary>All elements there is room for.</summary>
    public Span<T> All => items;

    /// <summary>The first element, for loops that have made sure of their room.</summary>
    public ref T First => ref MemoryMarshal.GetArrayDataReference(items);

    public int Capacity => items.Length;

    /// <summary>Makes room for <paramref name="count"/> elements in all, keeping those in use.</summary>
    /// <exception cref="InvalidOperationException">More than an array can have.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve(long count)
    {
        if (count > items.Length)
        {
            Grow(count);
        }
    }

    public void Add(T item)
    {
        Reserve(Count + 1L);
        items[Count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> more)
    {
        Reserve((long)Count + more.Length);
        more.CopyTo(items.AsSpan(Count));
        Count += more.Length;
    }

    public void Dispose()
    {
        T[] old = items;
        items = [];
        Count = 0;
        if (old.Length > 0)
        {
            ArrayPool<T>.Shared.Return(old);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(long count)
    {
        if (count > Array.MaxLength)
        {
            throw new InvalidOperationException($"the text is too long: {count} elements are needed, at most {Array.MaxLength} are possible");
        }

        long wanted = Math.Max(count, Math.Max(SmallestLength, items.Length * 2L));
        T[] larger = ArrayPool<T>.Shared.Rent((int)Math.Min(wanted, Array.MaxLength));
        items.AsSpan(0, Count).CopyTo(larger);
        if (items.Length > 0)
        {
            ArrayPool<T>.Shared.Return(items);
        }

        items = larger;
    }
}
