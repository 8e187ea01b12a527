using System.Runtime.CompilerServices;

namespace Portolan.Text.FastText.Internals;

/// <summary>A pinned float32 block whose first value lies on a 64-byte line, so that a 16-dimensional row is one cache line.</summary>
/// <remarks>The pointer is valid as long as this object is reachable; holders keep the object in a field beside any copy of the pointer.</remarks>
internal sealed unsafe class AlignedFloats
{
    private const int LineFloats = 16;
    private readonly float[] array;
    private readonly int first;

    /// <param name="count">Values.</param>
    /// <param name="cleared">False when every value is written before it is read, which saves a pass over a large model.</param>
    public AlignedFloats(int count, bool cleared = true)
    {
        int length = checked(count + LineFloats);
        array = cleared ? GC.AllocateArray<float>(length, pinned: true) : GC.AllocateUninitializedArray<float>(length, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref array[0]);
        this.first = (int)((64 - (address & 63)) & 63) / sizeof(float);
        Count = count;
        Pointer = (float*)Unsafe.AsPointer(ref array[this.first]);
    }

    public int Count { get; }

    public float* Pointer { get; }

    public Span<float> Span => array.AsSpan(this.first, Count);
}
