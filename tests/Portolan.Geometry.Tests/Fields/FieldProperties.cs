namespace Portolan.Geometry.Tests;

/// <summary>What holds for every score field whose parts are consistent with each other.</summary>
internal static class FieldProperties
{
    private const int Rows = 7;

    /// <summary>Products against differences of the score; the score against differences of the log density; batches against rows.</summary>
    public static void Hold(ScoreField field, int seed, double tolerance = 1e-8)
    {
        int d = field.Dimension;
        double[] points = TestNumbers.Normals(Rows * d, seed, 1.5);
        double[] vectors = TestNumbers.Normals(Rows * d, seed + 1);
        double[] expected = Difference(points, vectors, x => Score(field, x));
        double[] products = new double[Rows * d];
        field.JacobianProduct(points, vectors, products);
        products.ShouldBeNear(expected, tolerance);

        double[] others = TestNumbers.Normals(Rows * d, seed + 2);
        double[] transposed = new double[Rows * d];
        field.TransposedJacobianProduct(points, others, transposed);
        for (int row = 0; row < Rows; row++)
        {
            double left = TestNumbers.Dot(others.AsSpan(row * d, d), products.AsSpan(row * d, d));
            double right = TestNumbers.Dot(transposed.AsSpan(row * d, d), vectors.AsSpan(row * d, d));
            left.ShouldBe(right, tolerance * (1 + Math.Abs(left)));
        }

        double[] batch = Score(field, points);
        for (int row = 0; row < Rows; row++)
        {
            Score(field, points[(row * d)..((row + 1) * d)]).ShouldBeNear(batch.AsSpan(row * d, d), 1e-14);
        }

        if (field.HasLogDensity)
        {
            GradientIsScore(field, points, batch, tolerance);
        }

        NotANumberStaysInItsRow(field, points, batch);
        OtherShapesAreRefused(field);
    }

    public static double[] Score(ScoreField field, double[] points)
    {
        double[] scores = new double[points.Length];
        field.Score(points, scores);
        return scores;
    }

    public static double[] LogDensity(ScoreField field, double[] points)
    {
        double[] values = new double[points.Length / field.Dimension];
        field.LogDensity(points, values);
        return values;
    }

    private static void GradientIsScore(ScoreField field, double[] points, double[] scores, double tolerance)
    {
        int d = field.Dimension;
        for (int axis = 0; axis < d; axis++)
        {
            double[] direction = new double[points.Length];
            for (int i = axis; i < points.Length; i += d)
            {
                direction[i] = 1;
            }

            double[] derivative = Difference(points, direction, x => LogDensity(field, x));
            for (int row = 0; row < Rows; row++)
            {
                derivative[row].ShouldBe(scores[(row * d) + axis], tolerance * (1 + Math.Abs(derivative[row])));
            }
        }
    }

    private static void NotANumberStaysInItsRow(ScoreField field, double[] points, double[] scores)
    {
        int d = field.Dimension;
        double[] broken = [.. points];
        broken[(2 * d) + d - 1] = double.NaN;
        double[] found = Score(field, broken);
        found[(2 * d)..(3 * d)].ShouldContain(v => double.IsNaN(v));
        found[..(2 * d)].ShouldBeNear(scores.AsSpan(0, 2 * d), 1e-14);
        found[(3 * d)..].ShouldBeNear(scores.AsSpan(3 * d), 1e-14);
    }

    private static void OtherShapesAreRefused(ScoreField field)
    {
        int d = field.Dimension;
        Should.Throw<ArgumentException>(() => field.Score(new double[2 * d], new double[d]));
        Should.Throw<ArgumentException>(() => field.JacobianProduct(new double[2 * d], new double[d], new double[2 * d]));
        Should.Throw<ArgumentException>(() => field.TransposedJacobianProduct(new double[2 * d], new double[2 * d], new double[d]));
        if (d > 1)
        {
            Should.Throw<ArgumentException>(() => field.Score(new double[d + 1], new double[d + 1]));
        }

        if (field.HasLogDensity)
        {
            Should.Throw<ArgumentException>(() => field.LogDensity(new double[2 * d], new double[1]));
        }
        else
        {
            Should.Throw<NotSupportedException>(() => field.LogDensity(new double[d], new double[1]));
        }
    }

    /// <summary>Fourth-order central difference, whose truncation and rounding errors are both about 1e-11 at h = 1e-3.</summary>
    private static double[] Difference(double[] start, double[] direction, Func<double[], double[]> function)
    {
        const double h = 1e-3;
        double[] At(double step) => function([.. start.Zip(direction, (x, v) => x + (step * v))]);
        double[] near = [.. At(h).Zip(At(-h), (a, b) => a - b)];
        double[] far = [.. At(2 * h).Zip(At(-2 * h), (a, b) => a - b)];
        return [.. near.Zip(far, (a, b) => ((8 * a) - b) / (12 * h))];
    }
}
