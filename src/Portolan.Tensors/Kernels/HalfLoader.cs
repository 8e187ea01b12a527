using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>IEEE 754 halves, exactly, subnormals, infinities and NaN included.</summary>
/// <remarks>
/// Exponent and mantissa are shifted into a float's place, which makes a number too small by 2¹¹²: one multiplication mends that and
/// normalises what was subnormal. .NET does not expose the processor's own conversion.
/// </remarks>
internal readonly struct HalfLoader : IElementLoader<Half>
{
    private const uint Infinity = 0x7C00u << 13;

    // Sign, exponent and mantissa after widening with the sign: without the sign's copies between them.
    private const uint Kept = 0x8FFFE000;

    private static readonly float Rebias = BitConverter.UInt32BitsToSingle((127u + 112u) << 23);

    public static float Load(Half element) => (float)element;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ref readonly Half first)
    {
        Vector256<uint> bits = (Wide.Signed(Vector128.LoadUnsafe(in Unsafe.As<Half, short>(ref Unsafe.AsRef(in first)))) << 13).AsUInt32() & Vector256.Create(Kept);
        Vector256<uint> special = Vector256.Equals(bits & Vector256.Create(Infinity), Vector256.Create(Infinity)) & Vector256.Create(0x7F800000u);
        return ((bits.AsSingle() * Vector256.Create(Rebias)).AsUInt32() | special).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ref readonly Half first)
    {
        Vector512<uint> bits = (Wide.Signed(Vector256.LoadUnsafe(in Unsafe.As<Half, short>(ref Unsafe.AsRef(in first)))) << 13).AsUInt32() & Vector512.Create(Kept);
        Vector512<uint> special = Vector512.Equals(bits & Vector512.Create(Infinity), Vector512.Create(Infinity)) & Vector512.Create(0x7F800000u);
        return ((bits.AsSingle() * Vector512.Create(Rebias)).AsUInt32() | special).AsSingle();
    }
}
