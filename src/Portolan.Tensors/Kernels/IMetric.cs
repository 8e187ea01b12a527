using System.Runtime.Intrinsics;

namespace Portolan.Tensors.Kernels;

/// <summary>What is summed over the elements of two vectors, and what the sums mean.</summary>
/// <remarks>There are two sums; a metric that needs one leaves the second at zero, which the compiler then drops.</remarks>
internal interface IMetric
{
    static abstract void Add(ref float first, ref float second, float query, float element);

    static abstract void Add(ref Vector256<float> first, ref Vector256<float> second, Vector256<float> query, Vector256<float> elements);

    static abstract void Add(ref Vector512<float> first, ref Vector512<float> second, Vector512<float> query, Vector512<float> elements);

    static abstract float Score(float first, float second, float queryNorm);
}
