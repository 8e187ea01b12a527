using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>Σ q·x and Σ x², hence the cosine.</summary>
internal readonly struct CosineMetric : IMetric
{
    public static void Add(ref float first, ref float second, float query, float element)
    {
        first = float.MultiplyAddEstimate(query, element, first);
        second = float.MultiplyAddEstimate(element, element, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Vector256<float> first, ref Vector256<float> second, Vector256<float> query, Vector256<float> elements)
    {
        first = Vector256.MultiplyAddEstimate(query, elements, first);
        second = Vector256.MultiplyAddEstimate(elements, elements, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Vector512<float> first, ref Vector512<float> second, Vector512<float> query, Vector512<float> elements)
    {
        first = Vector512.MultiplyAddEstimate(query, elements, first);
        second = Vector512.MultiplyAddEstimate(elements, elements, second);
    }

    public static float Score(float first, float second, float queryNorm)
    {
        // The product of norms, because that of two squares leaves float's range twice as early.
        float norms = MathF.Sqrt(second) * queryNorm;
        return norms == 0 ? 0 : first / norms;
    }
}
