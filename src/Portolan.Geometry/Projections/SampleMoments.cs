using Portolan.Geometry.Internals;

namespace Portolan.Geometry;

/// <summary>Mean and covariance of samples.</summary>
public static class SampleMoments
{
    /// <summary>The mean, and the covariance divided by n − 1. In two passes, so that a large mean costs no digits.</summary>
    /// <param name="samples">(n, d) row-major, n 2 or more.</param>
    /// <param name="dimension">d, 1 or more.</param>
    /// <returns>d values, and (d, d) row-major, symmetric to the bit.</returns>
    /// <exception cref="ArgumentException">The samples are not a whole number of rows, 2 or more.</exception>
    /// <exception cref="GeometryException">A sample is not finite, or so large that its square is not.</exception>
    public static (double[] Mean, double[] Covariance) Of(ReadOnlySpan<double> samples, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        int d = dimension, rows = samples.Length / d;
        if (rows < 2 || rows * d != samples.Length)
        {
            throw new ArgumentException($"{samples.Length} numbers are not 2 or more rows of {d}.", nameof(samples));
        }

        if (!DoubleKernels.AllFinite(samples))
        {
            throw new GeometryException("a sample has a coordinate that is not finite", "remove rows with missing values");
        }

        double[] mean = new double[d], covariance = new double[d * d], centred = new double[d];
        for (int row = 0; row < rows; row++)
        {
            DoubleKernels.AddScaled(1.0 / rows, samples.Slice(row * d, d), mean);
        }

        for (int row = 0; row < rows; row++)
        {
            DoubleKernels.Combine(1, samples.Slice(row * d, d), -1, mean, centred);
            for (int i = 0; i < d; i++)
            {
                // The upper triangle; the lower one follows.
                DoubleKernels.AddScaled(centred[i] / (rows - 1), centred.AsSpan(i), covariance.AsSpan((i * d) + i, d - i));
            }
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
            {
                covariance[(i * d) + j] = covariance[(j * d) + i];
            }
        }

        return DoubleKernels.AllFinite(covariance)
            ? (mean, covariance)
            : throw new GeometryException("the samples are so large that their covariance is not finite", "divide them by their size");
    }
}
