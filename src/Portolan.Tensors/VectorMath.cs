using System.Numerics.Tensors;
using Portolan.Tensors.Kernels;

namespace Portolan.Tensors;

/// <summary>Arithmetic on single vectors. To compare one vector with many, prepare a <see cref="VectorQuery"/>.</summary>
public static class VectorMath
{
    /// <summary>Sum of products.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">Another of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Pair<DotMetric>(x, y);

    /// <summary>Cosine of the angle between two vectors, -1 to 1; 0 where one is all zeros.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">Another of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Pair<CosineMetric>(x, y);

    /// <summary>Sum of squared differences.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">Another of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float SquaredL2(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Pair<SquaredL2Metric>(x, y);

    /// <summary>Euclidean length. Sums in single precision: elements of magnitude between 1e-18 and 1e18 neither overflow nor vanish.</summary>
    /// <param name="x">A vector.</param>
    public static float Norm(ReadOnlySpan<float> x) => MathF.Sqrt(Dot(x, x));

    /// <summary>Divides a vector by its Euclidean length; one that is all zeros stays so.</summary>
    /// <param name="x">The vector, changed in place.</param>
    /// <returns>The length that it had.</returns>
    public static float Normalize(Span<float> x)
    {
        float norm = Norm(x);
        if (norm > 0)
        {
            TensorPrimitives.Divide(x, norm, x);
        }

        return norm;
    }

    private static float Pair<TMetric>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TMetric : struct, IMetric
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"Vectors of {x.Length} and of {y.Length} elements.", nameof(y));
        }

        float score = 0;
        float squares = typeof(TMetric) == typeof(CosineMetric) ? Dot(x, x) : 0;
        RowScan.Score<float, SingleLoader, TMetric>(x, squares, y, new Span<float>(ref score));
        return score;
    }
}
