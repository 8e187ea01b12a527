using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Vfs.Records;

/// <summary>Looks for infinities and NaN in binary floating point of any width: numbers whose exponent bits are all ones.</summary>
internal static class FiniteNumbers
{
    /// <summary>True when no element has all bits of the mask set. Vectors and the scalar loop compute the same predicate of each element.</summary>
    public static bool All<T>(ReadOnlySpan<T> numbers, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated && numbers.Length >= Vector256<T>.Count)
        {
            ref T first = ref MemoryMarshal.GetReference(numbers);
            Vector256<T> mask = Vector256.Create(exponent);
            for (; i <= numbers.Length - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                if (Vector256.EqualsAny(Vector256.LoadUnsafe(ref first, (nuint)i) & mask, mask))
                {
                    return false;
                }
            }
        }

        return AllScalar(numbers[i..], exponent);
    }

    /// <summary>The same, one by one.</summary>
    public static bool AllScalar<T>(ReadOnlySpan<T> numbers, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (T number in numbers)
        {
            if ((number & exponent) == exponent)
            {
                return false;
            }
        }

        return true;
    }
}
