using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>Σ (q - x)²: differences first, because near vectors would cancel in |q|² - 2q·x + |x|².</summary>
internal readonly struct SquaredL2Metric : IMetric
{
    public static void Add(ref float first, ref float second, float query, float element)
    {
        float difference = query - element;
        first = float.MultiplyAddEstimate(difference, difference, first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Vector256<float> first, ref Vector256<float> second, Vector256<float> query, Vector256<float> elements)
    {
        Vector256<float> difference = query - elements;
        first = Vector256.MultiplyAddEstimate(difference, difference, first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Vector512<float> first, ref Vector512<float> second, Vector512<float> query, Vector512<float> elements)
    {
        Vector512<float> difference = query - elements;
        first = Vector512.MultiplyAddEstimate(difference, difference, first);
    }

    public static float Score(float first, float second, float queryNorm) => first;
}
