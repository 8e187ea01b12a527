using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Portolan.Text.NGrams.Training.Sorting;

/// <summary>Records outside the managed heap, so that a gigabyte is given back to the system the moment it is not needed.</summary>
/// <remarks>Not cleared. The pointer is valid until <see cref="Dispose"/>.</remarks>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private const nuint CacheLine = 64;

    public NativeBuffer(int length)
    {
        Length = length;
        Pointer = (T*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1) * (nuint)sizeof(T), CacheLine);
    }

    ~NativeBuffer() => Free();

    public int Length { get; }

    public T* Pointer { get; private set; }

    public Span<T> Span => new(Pointer, Length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
