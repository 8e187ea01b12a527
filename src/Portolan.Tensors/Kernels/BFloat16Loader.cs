using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>The upper halves of floats: shifted into place.</summary>
internal readonly struct BFloat16Loader : IElementLoader<ushort>
{
    public static float Load(ushort element) => BitConverter.UInt32BitsToSingle((uint)element << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ref readonly ushort first) =>
        (Wide.Of(Vector128.LoadUnsafe(in first)) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ref readonly ushort first) =>
        (Wide.Of(Vector256.LoadUnsafe(in first)) << 16).AsSingle();
}
