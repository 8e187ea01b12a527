using System.Globalization;

namespace Portolan.Geometry.Internals;

/// <summary>Dense matrices by the elimination of Gauss and Jordan with partial pivoting.</summary>
internal static class LinearSystem
{
    /// <summary>Columns may have any scale; what is left of one below its own rounding is nothing.</summary>
    private const double SingularityTolerance = 1e-15;

    /// <summary>A⁻¹ and log |det A|.</summary>
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

        double[] inverse = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            inverse[(i * d) + i] = 1;
        }

        Elimination done = Eliminate(matrix.ToArray(), inverse, d);
        if (done.Rank < d)
        {
            throw new GeometryException(string.Create(CultureInfo.InvariantCulture, $"{name} is singular: pivot {done.Rank} is {done.Pivot:R} where its column has {done.ColumnSize:R}"));
        }

        logDeterminant = done.LogDeterminant;
        return inverse;
    }

    /// <summary>Solves A x = b in place, and uses up the matrix; false where A is singular or anything is not finite.</summary>
    /// <param name="matrix">A, (d, d) row-major.</param>
    /// <param name="x">b, then x: d values.</param>
    public static bool TrySolve(Span<double> matrix, Span<double> x) =>
        Eliminate(matrix, x, x.Length).Rank == x.Length && DoubleKernels.AllFinite(x);

    /// <summary>Turns A into I and B, of any number of columns, into A⁻¹ B.</summary>
    private static Elimination Eliminate(Span<double> a, Span<double> b, int d)
    {
        int columns = b.Length / d;
        using var sizeBuffer = new Rented(d);
        Span<double> sizes = sizeBuffer.Span;
        sizes.Clear();
        for (int i = 0; i < a.Length; i++)
        {
            sizes[i % d] = Math.Max(sizes[i % d], Math.Abs(a[i]));
        }

        double logDeterminant = 0;
        for (int k = 0; k < d; k++)
        {
            int pivotRow = k;
            for (int i = k + 1; i < d; i++)
            {
                if (Math.Abs(a[(i * d) + k]) > Math.Abs(a[(pivotRow * d) + k]))
                {
                    pivotRow = i;
                }
            }

            double pivot = a[(pivotRow * d) + k];
            if (!(Math.Abs(pivot) > SingularityTolerance * sizes[k]))
            {
                return new Elimination(k, pivot, sizes[k], logDeterminant);
            }

            Swap(a, d, k, pivotRow);
            Swap(b, columns, k, pivotRow);
            logDeterminant += Math.Log(Math.Abs(pivot));
            Span<double> row = a.Slice(k * d, d);
            Span<double> side = b.Slice(k * columns, columns);
            DoubleKernels.Scale(1 / pivot, row);
            DoubleKernels.Scale(1 / pivot, side);
            for (int i = 0; i < d; i++)
            {
                double factor = a[(i * d) + k];
                if (i != k && factor != 0)
                {
                    DoubleKernels.AddScaled(-factor, row, a.Slice(i * d, d));
                    DoubleKernels.AddScaled(-factor, side, b.Slice(i * columns, columns));
                }
            }
        }

        return new Elimination(d, 1, 1, logDeterminant);
    }

    private static void Swap(Span<double> matrix, int columns, int i, int j)
    {
        for (int k = 0; i != j && k < columns; k++)
        {
            (matrix[(i * columns) + k], matrix[(j * columns) + k]) = (matrix[(j * columns) + k], matrix[(i * columns) + k]);
        }
    }

    /// <summary>How far it came: all d pivots, or the first that is nothing beside its column's largest entry.</summary>
    private readonly record struct Elimination(int Rank, double Pivot, double ColumnSize, double LogDeterminant);
}
