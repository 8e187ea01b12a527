namespace Portolan.Geometry.Internals;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations: slow beyond a few hundred rows, and accurate.</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 60;

    /// <summary>Turns the matrix into a diagonal one; its eigenvalues are left on the diagonal.</summary>
    /// <param name="matrix">(n, n) row-major, symmetric; changed.</param>
    /// <param name="n">Rows.</param>
    /// <returns>(n, n) row-major: row i is the eigenvector of eigenvalue i.</returns>
    public static double[] Decompose(Span<double> matrix, int n)
    {
        double[] vectors = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            vectors[(i * n) + i] = 1;
        }

        for (int sweep = 0; sweep < MaxSweeps && !IsDiagonal(matrix, n); sweep++)
        {
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    Rotate(matrix, vectors, n, p, q);
                }
            }
        }

        return vectors;
    }

    private static bool IsDiagonal(ReadOnlySpan<double> matrix, int n)
    {
        double largest = DoubleKernels.LargestMagnitude(matrix);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                // Relative to its own diagonal elements, so that small eigenvalues of a definite matrix come out accurate too.
                double scale = Math.Sqrt(Math.Abs(matrix[(i * n) + i])) * Math.Sqrt(Math.Abs(matrix[(j * n) + j]));
                if (Math.Abs(matrix[(i * n) + j]) > Math.Max(1e-16 * scale, 1e-18 * largest))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void Rotate(Span<double> a, Span<double> vectors, int n, int p, int q)
    {
        double off = a[(p * n) + q];
        if (off == 0)
        {
            return;
        }

        double theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * off);
        double t = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1);
        double s = t * c;
        for (int k = 0; k < n; k++)
        {
            (a[(k * n) + p], a[(k * n) + q]) = Turn(a[(k * n) + p], a[(k * n) + q], c, s);
        }

        for (int k = 0; k < n; k++)
        {
            (a[(p * n) + k], a[(q * n) + k]) = Turn(a[(p * n) + k], a[(q * n) + k], c, s);
            (vectors[(p * n) + k], vectors[(q * n) + k]) = Turn(vectors[(p * n) + k], vectors[(q * n) + k], c, s);
        }

        a[(p * n) + q] = 0;
        a[(q * n) + p] = 0;
    }

    private static (double P, double Q) Turn(double x, double y, double c, double s) => ((c * x) - (s * y), (s * x) + (c * y));
}
