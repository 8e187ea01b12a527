namespace Portolan.Geometry.Tests;

/// <summary>What holds for every metric, whatever its formulas.</summary>
internal static class MetricProperties
{
    private const int Rows = 6;

    public static void GradientsAreDifferences(Metric metric, int seed)
    {
        int d = metric.Dimension;
        double[] points = TestNumbers.Normals(Rows * d, seed, 2);
        double[] vectors = TestNumbers.Normals(Rows * d, seed + 1);
        double[] values = new double[Rows];
        double[] vectorGradients = new double[Rows * d];
        double[] pointGradients = new double[Rows * d];
        metric.QuadraticFormGradient(points, vectors, values, vectorGradients, pointGradients);
        double[] direct = new double[Rows];
        metric.QuadraticForm(points, vectors, direct);
        direct.ShouldBeNear(values, 1e-14);
        for (int axis = 0; axis < d; axis++)
        {
            double[] byPoint = Differences(points, d, axis, moved => Form(metric, moved, vectors));
            double[] byVector = Differences(vectors, d, axis, moved => Form(metric, points, moved));
            for (int row = 0; row < Rows; row++)
            {
                // Fourth-order differences with h = 1e-3: truncation and rounding both about 1e-11 relative to the values here.
                pointGradients[(row * d) + axis].ShouldBe(byPoint[row], 1e-8 * (1 + Math.Abs(byPoint[row])));
                vectorGradients[(row * d) + axis].ShouldBe(byVector[row], 1e-9 * (1 + Math.Abs(byVector[row])));
            }
        }
    }

    public static void OperationsAgree(Metric metric, int seed)
    {
        int d = metric.Dimension;
        double[] points = TestNumbers.Normals(Rows * d, seed, 2);
        double[] u = TestNumbers.Normals(Rows * d, seed + 1);
        double[] v = TestNumbers.Normals(Rows * d, seed + 2);
        double[] lowered = new double[Rows * d];
        double[] raised = new double[Rows * d];
        metric.Lower(points, v, lowered);
        metric.Raise(points, lowered, raised);
        raised.ShouldBeNear(v, 1e-11);

        double[] product = new double[Rows];
        double[] swapped = new double[Rows];
        double[] lengthU = new double[Rows];
        double[] lengthV = new double[Rows];
        double[] angle = new double[Rows];
        metric.InnerProduct(points, u, v, product);
        metric.InnerProduct(points, v, u, swapped);
        metric.Norm(points, u, lengthU);
        metric.Norm(points, v, lengthV);
        metric.Angle(points, u, v, angle);
        product.ShouldBeNear(swapped, 1e-13);
        for (int row = 0; row < Rows; row++)
        {
            Math.Abs(product[row]).ShouldBeLessThanOrEqualTo(lengthU[row] * lengthV[row] * (1 + 1e-12));
            Math.Cos(angle[row]).ShouldBe(product[row] / (lengthU[row] * lengthV[row]), 1e-12);
        }

        double[] derivative = new double[Rows * d];
        metric.Derivative(points, u, v, derivative);
        double[] expected = DirectionalDifference(points, u, moved =>
        {
            double[] result = new double[Rows * d];
            metric.Lower(moved, v, result);
            return result;
        });
        derivative.ShouldBeNear(expected, 1e-8);

        double[] logDeterminant = new double[Rows];
        metric.LogDeterminant(points, logDeterminant);
        for (int row = 0; row < Rows; row++)
        {
            double[] matrix = metric.ToMatrix(points.AsSpan(row * d, d));
            logDeterminant[row].ShouldBe(LogDeterminant(matrix, d), 1e-9);
        }
    }

    private static double[] Form(Metric metric, double[] points, double[] vectors)
    {
        double[] values = new double[Rows];
        metric.QuadraticForm(points, vectors, values);
        return values;
    }

    private static double[] Differences(double[] start, int d, int axis, Func<double[], double[]> function)
    {
        double[] direction = new double[start.Length];
        for (int i = axis; i < start.Length; i += d)
        {
            direction[i] = 1;
        }

        return DirectionalDifference(start, direction, function);
    }

    /// <summary>(8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h.</summary>
    private static double[] DirectionalDifference(double[] start, double[] direction, Func<double[], double[]> function)
    {
        const double h = 1e-3;
        double[] At(double step) => function([.. start.Zip(direction, (x, v) => x + (step * v))]);
        double[] near = [.. At(h).Zip(At(-h), (a, b) => a - b)];
        double[] far = [.. At(2 * h).Zip(At(-2 * h), (a, b) => a - b)];
        return [.. near.Zip(far, (a, b) => ((8 * a) - b) / (12 * h))];
    }

    /// <summary>By elimination without pivoting, which a positive definite matrix allows.</summary>
    private static double LogDeterminant(double[] matrix, int d)
    {
        double sum = 0;
        for (int k = 0; k < d; k++)
        {
            double pivot = matrix[(k * d) + k];
            pivot.ShouldBeGreaterThan(0);
            sum += Math.Log(pivot);
            for (int i = k + 1; i < d; i++)
            {
                double factor = matrix[(i * d) + k] / pivot;
                for (int j = k; j < d; j++)
                {
                    matrix[(i * d) + j] -= factor * matrix[(k * d) + j];
                }
            }
        }

        return sum;
    }
}
