namespace Portolan.Geometry.Internals;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix: Householder reflections to tridiagonal form, then QL steps with implicit
/// shifts (Golub and Van Loan, Matrix Computations, 4th ed., § 8.3). About 9 d³ operations.</summary>
internal static class HouseholderEigen
{
    // Two or three steps an eigenvalue are usual; this many mean that the matrix held something that is not a number.
    private const int MaxStepsPerValue = 64;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">(d, d) row-major, symmetric, finite; overwritten.</param>
    /// <param name="d">Its size, 1 or more.</param>
    /// <returns>d eigenvalues, greatest first, to the precision of the greatest, and (d, d) row-major orthonormal eigenvectors, one a row in the same order.</returns>
    /// <exception cref="ArithmeticException">The matrix is not finite.</exception>
    public static (double[] Values, double[] Vectors) Decompose(double[] matrix, int d)
    {
        double[] diagonal = new double[d], beside = new double[d];
        double[] vectors = Tridiagonalise(matrix, d, diagonal, beside);
        // Relative to the whole matrix: of one with many eigenvalues of zero all that is left there is rounding, which has no end.
        double negligible = 0;
        for (int i = 0; i < d; i++)
        {
            negligible = Math.Max(negligible, 1.1e-16 * (Math.Abs(diagonal[i]) + Math.Abs(beside[i])));
        }

        for (int l = 0; l < d; l++)
        {
            Isolate(l, d, diagonal, beside, negligible, vectors);
        }

        int[] order = [.. Enumerable.Range(0, d).OrderByDescending(i => diagonal[i])];
        double[] sorted = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            vectors.AsSpan(order[i] * d, d).CopyTo(sorted.AsSpan(i * d, d));
        }

        return ([.. order.Select(i => diagonal[i])], sorted);
    }

    /// <summary>A = Qᵀ T Q with T tridiagonal; returns Q.</summary>
    private static double[] Tridiagonalise(double[] a, int d, double[] diagonal, double[] beside)
    {
        double[] reflectors = new double[d * d], product = new double[d];
        for (int k = 0; k < d - 1; k++)
        {
            diagonal[k] = a[(k * d) + k];
            int rest = d - k - 1;
            Span<double> v = reflectors.AsSpan((k * d) + k + 1, rest);
            a.AsSpan((k * d) + k + 1, rest).CopyTo(v);
            double length = Math.Sqrt(DoubleKernels.Dot(v, v));
            // The sign that adds, so that nothing cancels.
            double image = v[0] > 0 ? -length : length;
            beside[k] = image;
            v[0] -= image;
            double norm = Math.Sqrt(DoubleKernels.Dot(v, v));
            if (norm == 0)
            {
                continue;
            }

            DoubleKernels.Combine(1 / norm, v, 0, v, v);
            Span<double> p = product.AsSpan(0, rest);
            for (int i = 0; i < rest; i++)
            {
                p[i] = 2 * DoubleKernels.Dot(a.AsSpan(((k + 1 + i) * d) + k + 1, rest), v);
            }

            // A − v wᵀ − w vᵀ with w = p − (v·p) v.
            DoubleKernels.Combine(1, p, -DoubleKernels.Dot(v, p), v, p);
            for (int i = 0; i < rest; i++)
            {
                Span<double> row = a.AsSpan(((k + 1 + i) * d) + k + 1, rest);
                DoubleKernels.Combine(1, row, -v[i], p, row);
                DoubleKernels.Combine(1, row, -p[i], v, row);
            }
        }

        diagonal[d - 1] = a[(d * d) - 1];
        return Accumulate(reflectors, d);
    }

    /// <summary>The product of the reflections I − 2 v vᵀ, last one first, so that each is applied to what it changes only.</summary>
    private static double[] Accumulate(double[] reflectors, int d)
    {
        double[] q = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            q[(i * d) + i] = 1;
        }

        // Row i of q, times H = I − 2 v vᵀ from the right: eigenvectors will be the rows.
        for (int k = d - 2; k >= 0; k--)
        {
            int rest = d - k - 1;
            ReadOnlySpan<double> v = reflectors.AsSpan((k * d) + k + 1, rest);
            for (int i = k + 1; i < d; i++)
            {
                Span<double> row = q.AsSpan((i * d) + k + 1, rest);
                DoubleKernels.Combine(1, row, -2 * DoubleKernels.Dot(row, v), v, row);
            }
        }

        return q;
    }

    /// <summary>QL steps until the element beside the l-th one is negligible.</summary>
    private static void Isolate(int l, int d, double[] diagonal, double[] beside, double negligible, double[] vectors)
    {
        for (int step = 0; ; step++)
        {
            int m = l;
            while (m < d - 1 && !(Math.Abs(beside[m]) <= negligible))
            {
                m++;
            }

            if (m == l)
            {
                return;
            }

            if (step == MaxStepsPerValue || double.IsNaN(beside[l]))
            {
                throw new ArithmeticException("The eigenvalues of a matrix that is not finite cannot be found.");
            }

            QlStep(l, m, d, diagonal, beside, vectors);
        }
    }

    /// <summary>One QL step on rows l to m: a rotation chases the bulge that Wilkinson's shift makes from the bottom to the top.</summary>
    private static void QlStep(int l, int m, int d, double[] diagonal, double[] beside, double[] vectors)
    {
        double half = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
        double shift = diagonal[l] - (beside[l] / (half + Math.CopySign(double.Hypot(half, 1), half)));
        double g = diagonal[m] - shift, sine = 1, cosine = 1, carried = 0;
        for (int i = m - 1; i >= l; i--)
        {
            double bulge = sine * beside[i], b = cosine * beside[i];
            double radius = double.Hypot(bulge, g);
            beside[i + 1] = radius;
            if (radius == 0)
            {
                // The matrix falls apart here: the rest is done by the next step.
                diagonal[i + 1] -= carried;
                beside[m] = 0;
                return;
            }

            (sine, cosine) = (bulge / radius, g / radius);
            g = diagonal[i + 1] - carried;
            double turned = ((diagonal[i] - g) * sine) + (2 * cosine * b);
            carried = sine * turned;
            diagonal[i + 1] = g + carried;
            g = (cosine * turned) - b;
            Rotate(vectors.AsSpan(i * d, d), vectors.AsSpan((i + 1) * d, d), cosine, sine);
        }

        diagonal[l] -= carried;
        beside[l] = g;
        beside[m] = 0;
    }

    private static void Rotate(Span<double> upper, Span<double> lower, double cosine, double sine)
    {
        int i = 0;
        if (System.Numerics.Vector.IsHardwareAccelerated)
        {
            int lanes = System.Numerics.Vector<double>.Count;
            for (; i + lanes <= upper.Length; i += lanes)
            {
                var a = new System.Numerics.Vector<double>(upper[i..]);
                var b = new System.Numerics.Vector<double>(lower[i..]);
                ((cosine * a) - (sine * b)).CopyTo(upper[i..]);
                ((sine * a) + (cosine * b)).CopyTo(lower[i..]);
            }
        }

        for (; i < upper.Length; i++)
        {
            double a = upper[i], b = lower[i];
            upper[i] = (cosine * a) - (sine * b);
            lower[i] = (sine * a) + (cosine * b);
        }
    }
}
