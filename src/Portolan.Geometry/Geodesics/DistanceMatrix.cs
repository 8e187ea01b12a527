namespace Portolan.Geometry;

/// <summary>Distances between all pairs of n points: symmetric, zero on the diagonal.</summary>
public sealed class DistanceMatrix
{
    private readonly double[] distances;

    internal DistanceMatrix(double[] distances, int count, IReadOnlyList<(int First, int Second)> unconverged)
    {
        this.distances = distances;
        Count = count;
        Unconverged = unconverged;
    }

    /// <summary>n.</summary>
    public int Count { get; }

    /// <summary>All distances, (n, n) row-major; NaN where the metric is not finite on any curve tried.</summary>
    public ReadOnlySpan<double> Values => distances;

    /// <summary>The pairs whose search did not converge, lower number first, in order: their distance is that of the best curve found.</summary>
    public IReadOnlyList<(int First, int Second)> Unconverged { get; }

    /// <summary>The distance of two points.</summary>
    /// <param name="first">0 to n − 1.</param>
    /// <param name="second">0 to n − 1.</param>
    public double this[int first, int second]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)first, (uint)Count, nameof(first));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)second, (uint)Count, nameof(second));
            return distances[((long)first * Count) + second];
        }
    }
}
