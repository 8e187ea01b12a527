using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>Cholesky factors L Lᵀ of one symmetric (d, d) matrix, row-major, in its lower triangle.</summary>
internal static class BlockCholesky
{
    /// <summary>Factors in place; the upper triangle is left as it is. False when the matrix is not positive definite or not finite.</summary>
    public static bool TryFactor(Span<double> matrix, int d)
    {
        for (int i = 0; i < d; i++)
        {
            Span<double> row = matrix.Slice(i * d, i + 1);
            for (int j = 0; j < i; j++)
            {
                row[j] = (row[j] - DoubleKernels.Dot(row[..j], matrix.Slice(j * d, j))) / matrix[(j * d) + j];
            }

            double before = row[i];
            double pivot = before - DoubleKernels.Dot(row[..i], row[..i]);
            // A pivot that is rounding alone would make steps of any length.
            if (!(pivot > 1e-14 * Math.Abs(before)) || !double.IsFinite(pivot))
            {
                return false;
            }

            row[i] = Math.Sqrt(pivot);
        }

        return true;
    }

    /// <summary>Solves L x = b in place.</summary>
    public static void SolveLower(ReadOnlySpan<double> factor, Span<double> x)
    {
        int d = x.Length;
        for (int i = 0; i < d; i++)
        {
            x[i] = (x[i] - DoubleKernels.Dot(factor.Slice(i * d, i), x[..i])) / factor[(i * d) + i];
        }
    }

    /// <summary>Solves Lᵀ x = b in place.</summary>
    public static void SolveUpper(ReadOnlySpan<double> factor, Span<double> x)
    {
        int d = x.Length;
        for (int i = d - 1; i >= 0; i--)
        {
            x[i] /= factor[(i * d) + i];
            for (int j = 0; j < i; j++)
            {
                x[j] -= factor[(i * d) + j] * x[i];
            }
        }
    }
}
