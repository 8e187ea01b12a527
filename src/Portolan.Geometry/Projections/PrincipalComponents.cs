using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>The directions in which samples vary most, found by eigenvalues of their covariance, and the projection on them.</summary>
/// <remarks>
/// Axes are orthonormal and ordered by variance; of the two signs of an axis the one is taken whose coordinate of greatest size is
/// positive. Distances between projected points are at most those between the points. Does not change; any thread may use it.
/// </remarks>
public sealed class PrincipalComponents
{
    /// <summary>The greatest dimension of samples; the work grows with its cube.</summary>
    public const int MaxDimension = 2048;

    private readonly double[] mean;
    private readonly double[] axes;
    private readonly double[] variances;

    private PrincipalComponents(double[] mean, double[] axes, double[] variances, double totalVariance)
    {
        this.mean = mean;
        this.axes = axes;
        this.variances = variances;
        ExplainedShare = totalVariance > 0 ? Math.Min(1, variances.Sum() / totalVariance) : 1;
    }

    /// <summary>d, the dimension of the samples.</summary>
    public int Dimension => mean.Length;

    /// <summary>k, the dimension after projection.</summary>
    public int Count => variances.Length;

    /// <summary>The samples' mean, d values.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>(k, d) row-major, an axis a row.</summary>
    public ReadOnlySpan<double> Axes => axes;

    /// <summary>The variance along each axis (divided by n − 1), greatest first.</summary>
    public ReadOnlySpan<double> Variances => variances;

    /// <summary>The part of all variance that lies along the axes kept, 0 to 1.</summary>
    public double ExplainedShare { get; }

    /// <summary>Finds the axes.</summary>
    /// <param name="samples">(n, d) row-major, n 2 or more.</param>
    /// <param name="dimension">d, 1 to 2,048.</param>
    /// <param name="count">k, 1 to d.</param>
    /// <exception cref="ArgumentException">The samples are not a whole number of rows, 2 or more.</exception>
    /// <exception cref="ArgumentOutOfRangeException">d or k is out of range.</exception>
    /// <exception cref="GeometryException">A sample is not finite, or so large that its square is not.</exception>
    public static PrincipalComponents Of(ReadOnlySpan<double> samples, int dimension, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, dimension);
        (double[] mean, double[] covariance) = SampleMoments.Of(samples, dimension);
        double total = 0;
        for (int i = 0; i < dimension; i++)
        {
            total += covariance[(i * dimension) + i];
        }

        (double[] values, double[] vectors) = HouseholderEigen.Decompose(covariance, dimension);
        double[] axes = vectors[..(count * dimension)];
        for (int axis = 0; axis < count; axis++)
        {
            Orient(axes.AsSpan(axis * dimension, dimension));
        }

        // Rounding can leave a variance of nothing a little below 0.
        return new PrincipalComponents(mean, axes, [.. values.Take(count).Select(value => Math.Max(0, value))], total);
    }

    /// <summary>Coordinates of points along the axes, from the mean.</summary>
    /// <param name="points">(n, d) row-major.</param>
    /// <returns>(n, k) row-major.</returns>
    /// <exception cref="ArgumentException">Not a whole number of rows.</exception>
    public double[] Project(ReadOnlySpan<double> points)
    {
        int rows = points.Length / Dimension;
        if (rows * Dimension != points.Length)
        {
            throw new ArgumentException($"{points.Length} numbers are not rows of {Dimension}.", nameof(points));
        }

        double[] projected = new double[rows * Count], centred = new double[Dimension];
        for (int row = 0; row < rows; row++)
        {
            DoubleKernels.Combine(1, points.Slice(row * Dimension, Dimension), -1, mean, centred);
            for (int axis = 0; axis < Count; axis++)
            {
                projected[(row * Count) + axis] = DoubleKernels.Dot(axes.AsSpan(axis * Dimension, Dimension), centred);
            }
        }

        return projected;
    }

    private static void Orient(Span<double> axis)
    {
        double largest = 0;
        foreach (double value in axis)
        {
            largest = Math.Abs(value) > Math.Abs(largest) ? value : largest;
        }

        if (largest < 0)
        {
            DoubleKernels.Combine(-1, axis, 0, axis, axis);
        }
    }
}
