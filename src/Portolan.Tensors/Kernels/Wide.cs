using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Tensors.Kernels;

/// <summary>Widening to a vector of twice the size: one instruction where there is one.</summary>
internal static class Wide
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Of(Vector256<ushort> narrow)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512UInt32(narrow);
        }

        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(narrow);
        return Vector512.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Of(Vector128<ushort> narrow)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(narrow).AsUInt32();
        }

        (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(narrow);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Signed(Vector256<short> narrow)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Int32(narrow);
        }

        (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(narrow);
        return Vector512.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Signed(Vector128<short> narrow)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(narrow);
        }

        (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(narrow);
        return Vector256.Create(lower, upper);
    }
}
