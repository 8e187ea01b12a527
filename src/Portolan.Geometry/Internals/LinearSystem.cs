using System.Globalization;

namespace Portolan.Geometry.Internals;

/// <summary>Dense matrices by elimination with partial pivoting.</summary>
internal static class LinearSystem
{
    /// <summary>A⁻¹ by Gauss and Jordan, and log |det A|.</summary>
    /// <param name="matrix">(d, d) row-major.</param>
    /// <param name="d">The dimension.</param>
    /// <param name="name">What the matrix is called in an error.</param>
    /// <param name="logDeterminant">log |det A|.</param>
    /// <exception cref="GeometryException">Not finite or singular.</exception>
    public static double[] Invert(ReadOnlySpan<double> matrix, int d, string name, out double logDeterminant)
    {
        Batch.Same(d * d, matrix.Length);
        if (!DoubleKernels.AllFinite(matrix))
        {
            throw new GeometryException($"{name} has a value that is not finite");
        }

        double[] a = matrix.ToArray();
        double[] inverse = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            inverse[(i * d) + i] = 1;
        }

        logDeterminant = 0;
        for (int k = 0; k < d; k++)
        {
            int pivotRow = k;
            double largest = 0;
            for (int i = k + 1; i < d; i++)
            {
                if (Math.Abs(a[(i * d) + k]) > Math.Abs(a[(pivotRow * d) + k]))
                {
                    pivotRow = i;
                }
            }

            double pivot = a[(pivotRow * d) + k];
            for (int i = 0; i < d; i++)
            {
                largest = Math.Max(largest, Math.Abs(matrix[(i * d) + k]));
            }

            // Columns may have any scale; what is left of one below its own rounding is nothing.
            if (Math.Abs(pivot) <= 1e-15 * largest)
            {
                throw new GeometryException(string.Create(CultureInfo.InvariantCulture, $"{name} is singular: pivot {k} is {pivot:R} where its column has {largest:R}"));
            }

            Swap(a, d, k, pivotRow);
            Swap(inverse, d, k, pivotRow);
            logDeterminant += Math.Log(Math.Abs(pivot));
            Scale(a.AsSpan(k * d, d), 1 / pivot);
            Scale(inverse.AsSpan(k * d, d), 1 / pivot);
            for (int i = 0; i < d; i++)
            {
                double factor = a[(i * d) + k];
                if (i != k && factor != 0)
                {
                    DoubleKernels.AddScaled(-factor, a.AsSpan(k * d, d), a.AsSpan(i * d, d));
                    DoubleKernels.AddScaled(-factor, inverse.AsSpan(k * d, d), inverse.AsSpan(i * d, d));
                }
            }
        }

        return inverse;
    }

    private static void Scale(Span<double> row, double factor) => DoubleKernels.Combine(factor, row, 0, row, row);

    private static void Swap(double[] matrix, int d, int i, int j)
    {
        for (int k = 0; i != j && k < d; k++)
        {
            (matrix[(i * d) + k], matrix[(j * d) + k]) = (matrix[(j * d) + k], matrix[(i * d) + k]);
        }
    }
}
