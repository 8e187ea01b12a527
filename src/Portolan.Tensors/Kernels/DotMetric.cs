using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>Σ q·x.</summary>
internal readonly struct DotMetric : IMetric
{
    public static void Add(ref float first, ref float second, float query, float element) => first = float.MultiplyAddEstimate(query, element, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Vector256<float> first, ref Vector256<float> second, Vector256<float> query, Vector256<float> elements) =>
        first = Vector256.MultiplyAddEstimate(query, elements, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Vector512<float> first, ref Vector512<float> second, Vector512<float> query, Vector512<float> elements) =>
        first = Vector512.MultiplyAddEstimate(query, elements, first);

    public static float Score(float first, float second, float queryNorm) => first;
}
