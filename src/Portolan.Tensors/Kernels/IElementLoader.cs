using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>Reads elements of one type as floats, so that one kernel serves all types.</summary>
internal interface IElementLoader<T>
    where T : unmanaged
{
    static abstract float Load(T element);

    static abstract Vector256<float> Load256(ref readonly T first);

    static abstract Vector512<float> Load512(ref readonly T first);
}
