using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Geometry.Internals;

/// <summary>Sums over all samples of a kernel estimate, in coordinates divided by the kernel's widths.</summary>
/// <remarks>
/// Samples lie in blocks of eight, <c>(blocks, d, 8)</c>, so that a lane is a sample and there is no remainder whatever d is. Lanes
/// behind the last sample get an infinite distance, hence weight zero. The same sums on every machine: always eight lanes, and fused.
/// </remarks>
internal sealed class KernelSums
{
    /// <summary>Points that share one reading of the samples: four accumulators, which also hide the latency of the additions.</summary>
    public const int Group = 4;

    private const int Lanes = 8;

    private readonly double[] blocks;
    private readonly int dimension;
    private readonly int count;

    public KernelSums(ReadOnlySpan<double> samples, ReadOnlySpan<double> bandwidths)
    {
        dimension = bandwidths.Length;
        count = samples.Length / dimension;
        PaddedCount = (count + Lanes - 1) / Lanes * Lanes;
        blocks = new double[checked(PaddedCount * dimension)];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < dimension; j++)
            {
                blocks[((i / Lanes * dimension) + j) * Lanes + (i % Lanes)] = samples[(i * dimension) + j] / bandwidths[j];
            }
        }
    }

    /// <summary>Samples, rounded up to whole blocks.</summary>
    public int PaddedCount { get; }

    /// <summary>Squared distances of up to <see cref="Group"/> points to all samples, (points, PaddedCount), and each point's least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SquaredDistances(ReadOnlySpan<double> points, int pointCount, Span<double> distances, Span<double> least)
    {
        int d = dimension;
        ReadOnlySpan<double> p0 = points[..d];
        ReadOnlySpan<double> p1 = pointCount > 1 ? points.Slice(d, d) : p0;
        ReadOnlySpan<double> p2 = pointCount > 2 ? points.Slice(2 * d, d) : p0;
        ReadOnlySpan<double> p3 = pointCount > 3 ? points.Slice(3 * d, d) : p0;
        ref double sample = ref MemoryMarshal.GetArrayDataReference(blocks);
        nuint at = 0;
        for (int start = 0; start < PaddedCount; start += Lanes)
        {
            Vector512<double> a0 = Vector512<double>.Zero;
            Vector512<double> a1 = a0;
            Vector512<double> a2 = a0;
            Vector512<double> a3 = a0;
            for (int j = 0; j < p0.Length; j++)
            {
                Vector512<double> x = Vector512.LoadUnsafe(ref sample, at);
                Vector512<double> u0 = x - Vector512.Create(p0[j]);
                Vector512<double> u1 = x - Vector512.Create(p1[j]);
                Vector512<double> u2 = x - Vector512.Create(p2[j]);
                Vector512<double> u3 = x - Vector512.Create(p3[j]);
                a0 = Vector512.FusedMultiplyAdd(u0, u0, a0);
                a1 = Vector512.FusedMultiplyAdd(u1, u1, a1);
                a2 = Vector512.FusedMultiplyAdd(u2, u2, a2);
                a3 = Vector512.FusedMultiplyAdd(u3, u3, a3);
                at += Lanes;
            }

            a0.CopyTo(distances[start..]);
            if (pointCount > 1)
            {
                a1.CopyTo(distances[(PaddedCount + start)..]);
            }

            if (pointCount > 2)
            {
                a2.CopyTo(distances[((2 * PaddedCount) + start)..]);
            }

            if (pointCount > 3)
            {
                a3.CopyTo(distances[((3 * PaddedCount) + start)..]);
            }
        }

        for (int i = 0; i < pointCount; i++)
        {
            Span<double> row = distances.Slice(i * PaddedCount, PaddedCount);
            row[count..].Fill(double.PositiveInfinity);
            least[i] = Least(row);
        }
    }

    /// <summary>Squared distances become weights exp(−½ (distance − least)); returns their sum, 1 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Weights(Span<double> distances, double least)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        Vector512<double> half = Vector512.Create(-0.5);
        for (int start = 0; start < distances.Length; start += Lanes)
        {
            Span<double> lane = distances.Slice(start, Lanes);
            Vector512<double> weight = Vector512.Exp(half * (Vector512.Create<double>(lane) - Vector512.Create(least)));
            weight.CopyTo(lane);
            sum += weight;
        }

        return Vector512.Sum(sum);
    }

    /// <summary>The weighted mean of the differences sample − point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Mean(ReadOnlySpan<double> point, ReadOnlySpan<double> weights, double sum, Span<double> mean)
    {
        using var rented = new Rented(dimension * Lanes);
        Span<double> accumulators = rented.Span;
        accumulators.Clear();
        for (int start = 0; start < weights.Length; start += Lanes)
        {
            Vector512<double> weight = Vector512.Create<double>(weights.Slice(start, Lanes));
            if (weight == Vector512<double>.Zero)
            {
                // Nothing is lost: the terms are exactly zero. With narrow kernels nearly all blocks end here.
                continue;
            }

            ReadOnlySpan<double> block = blocks.AsSpan(start * dimension, Lanes * dimension);
            for (int j = 0; j < dimension; j++)
            {
                Span<double> lane = accumulators.Slice(j * Lanes, Lanes);
                Vector512<double> difference = Vector512.Create<double>(block.Slice(j * Lanes, Lanes)) - Vector512.Create(point[j]);
                Vector512.FusedMultiplyAdd(weight, difference, Vector512.Create<double>(lane)).CopyTo(lane);
            }
        }

        Reduce(accumulators, sum, mean);
    }

    /// <summary>The weighted mean of (u − mean) ((u − mean)·vector) over the differences u = sample − point: their covariance times a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SpreadProduct(
        ReadOnlySpan<double> point, ReadOnlySpan<double> weights, double sum, ReadOnlySpan<double> mean, ReadOnlySpan<double> vector, Span<double> product)
    {
        using var rented = new Rented((dimension * Lanes) + dimension);
        Span<double> accumulators = rented.Span[..(dimension * Lanes)];
        Span<double> centre = rented.Span[(dimension * Lanes)..];
        accumulators.Clear();
        DoubleKernels.Combine(1, point, 1, mean, centre);
        for (int start = 0; start < weights.Length; start += Lanes)
        {
            Vector512<double> weight = Vector512.Create<double>(weights.Slice(start, Lanes));
            if (weight == Vector512<double>.Zero)
            {
                continue;
            }

            ReadOnlySpan<double> block = blocks.AsSpan(start * dimension, Lanes * dimension);
            Vector512<double> along = Vector512<double>.Zero;
            for (int j = 0; j < dimension; j++)
            {
                Vector512<double> difference = Vector512.Create<double>(block.Slice(j * Lanes, Lanes)) - Vector512.Create(centre[j]);
                along = Vector512.FusedMultiplyAdd(difference, Vector512.Create(vector[j]), along);
            }

            along *= weight;
            for (int j = 0; j < dimension; j++)
            {
                Span<double> lane = accumulators.Slice(j * Lanes, Lanes);
                Vector512<double> difference = Vector512.Create<double>(block.Slice(j * Lanes, Lanes)) - Vector512.Create(centre[j]);
                Vector512.FusedMultiplyAdd(along, difference, Vector512.Create<double>(lane)).CopyTo(lane);
            }
        }

        Reduce(accumulators, sum, product);
    }

    private static void Reduce(ReadOnlySpan<double> accumulators, double sum, Span<double> means)
    {
        for (int j = 0; j < means.Length; j++)
        {
            means[j] = Vector512.Sum(Vector512.Create(accumulators.Slice(j * Lanes, Lanes))) / sum;
        }
    }

    private static double Least(ReadOnlySpan<double> values)
    {
        Vector512<double> least = Vector512.Create(double.PositiveInfinity);
        for (int start = 0; start < values.Length; start += Lanes)
        {
            // Min passes a NaN on, so a point that is not a number has no score.
            least = Vector512.Min(least, Vector512.Create(values.Slice(start, Lanes)));
        }

        double result = least[0];
        for (int i = 1; i < Lanes; i++)
        {
            result = Math.Min(result, least[i]);
        }

        return result;
    }
}
