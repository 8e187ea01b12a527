namespace Portolan.Geometry.Tests;

/// <summary>Seeded random points, covariances and rotations, and comparison of vectors.</summary>
internal static class TestNumbers
{
    public static double[] Normals(int count, int seed, double scale = 1)
    {
        var random = new Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return values;
    }

    /// <summary>A Aᵀ / d + 0.3 I with normal A.</summary>
    public static double[] Covariance(int d, int seed)
    {
        double[] a = Normals(d * d, seed);
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                double sum = i == j ? 0.3 : 0;
                for (int k = 0; k < d; k++)
                {
                    sum += a[(i * d) + k] * a[(j * d) + k] / d;
                }

                covariance[(i * d) + j] = sum;
            }
        }

        return covariance;
    }

    /// <summary>An orthogonal matrix, by Gram–Schmidt on normal rows.</summary>
    public static double[] Orthogonal(int d, int seed)
    {
        double[] q = Normals(d * d, seed);
        for (int i = 0; i < d; i++)
        {
            Span<double> row = q.AsSpan(i * d, d);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < i; j++)
                {
                    double dot = Dot(row, q.AsSpan(j * d, d));
                    for (int k = 0; k < d; k++)
                    {
                        row[k] -= dot * q[(j * d) + k];
                    }
                }
            }

            double length = Math.Sqrt(Dot(row, row));
            for (int k = 0; k < d; k++)
            {
                row[k] /= length;
            }
        }

        return q;
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>A (d, d) times each row of (n, d).</summary>
    public static double[] Multiply(ReadOnlySpan<double> matrix, ReadOnlySpan<double> rows, int d)
    {
        double[] result = new double[rows.Length];
        for (int row = 0; row < rows.Length / d; row++)
        {
            for (int i = 0; i < d; i++)
            {
                result[(row * d) + i] = Dot(matrix.Slice(i * d, d), rows.Slice(row * d, d));
            }
        }

        return result;
    }

    public static double[] Transpose(ReadOnlySpan<double> matrix, int d)
    {
        double[] result = new double[d * d];
        for (int i = 0; i < d * d; i++)
        {
            result[(i % d * d) + (i / d)] = matrix[i];
        }

        return result;
    }

    /// <summary>Each pair differs by at most the tolerance times 1 + the larger magnitude of the expected vector.</summary>
    public static void ShouldBeNear(this double[] actual, ReadOnlySpan<double> expected, double tolerance)
    {
        actual.Length.ShouldBe(expected.Length);
        double scale = 1;
        foreach (double value in expected)
        {
            scale = Math.Max(scale, Math.Abs(value));
        }

        for (int i = 0; i < actual.Length; i++)
        {
            actual[i].ShouldBe(expected[i], tolerance * scale, $"at {i}");
        }
    }
}
