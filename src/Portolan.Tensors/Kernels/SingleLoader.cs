using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>Floats, as they are.</summary>
internal readonly struct SingleLoader : IElementLoader<float>
{
    public static float Load(float element) => element;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ref readonly float first) => Vector256.LoadUnsafe(in first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ref readonly float first) => Vector512.LoadUnsafe(in first);
}
