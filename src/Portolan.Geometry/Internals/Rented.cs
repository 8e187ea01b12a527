using System.Buffers;

namespace Portolan.Geometry.Internals;

/// <summary>A rented buffer of doubles that goes back when disposed. Its content is undefined at first.</summary>
internal readonly ref struct Rented
{
    private readonly double[] array;

    public Rented(int length)
    {
        array = ArrayPool<double>.Shared.Rent(length);
        Span = array.AsSpan(0, length);
    }

    public Span<double> Span { get; }

    public void Dispose() => ArrayPool<double>.Shared.Return(array);
}
