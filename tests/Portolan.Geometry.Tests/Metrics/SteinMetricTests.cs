using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Geometry.Tests;

public sealed class SteinMetricTests
{
    private const int Dimension = 5;

    private static GaussianMixtureField Mixture { get; } = new(
        [0.3, 0.7],
        TestNumbers.Normals(2 * Dimension, 1),
        [.. TestNumbers.Covariance(Dimension, 2), .. TestNumbers.Covariance(Dimension, 3)]);

    [SharedDataTheory]
    [InlineData("identity")]
    [InlineData("corr08")]
    [InlineData("corr095")]
    [InlineData("mixture2")]
    public void Score_metric_and_determinant_are_those_of_the_oracle(string name)
    {
        ScoreField field = GeodesicOracle.Field(name);
        var metric = new SteinMetric(field);
        JsonElement points = GeodesicOracle.Cases.GetProperty(name).GetProperty("pointwise");
        points.GetArrayLength().ShouldBe(5);
        foreach (JsonElement expected in points.EnumerateArray())
        {
            double[] x = GeodesicOracle.Numbers(expected.GetProperty("x"));
            double[] score = new double[2];
            double[] logDeterminant = new double[1];
            field.Score(x, score);
            metric.LogDeterminant(x, logDeterminant);
            // The oracle inverts 2×2 matrices in doubles: a few hundred ulps at |s|² ≈ 800.
            score.ShouldBeNear(GeodesicOracle.Numbers(expected.GetProperty("score")), 1e-13);
            metric.ToMatrix(x).ShouldBeNear(GeodesicOracle.Numbers(expected.GetProperty("metric")), 1e-13);
            Math.Exp(logDeterminant[0]).ShouldBe(expected.GetProperty("det").GetDouble(), 1e-13);
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(30)]
    public void Metric_is_the_damped_inverse_of_the_outer_product_times_the_damping(double damping)
    {
        var metric = new SteinMetric(Mixture, damping);
        double[] x = TestNumbers.Normals(Dimension, 4);
        double[] score = new double[Dimension];
        Mixture.Score(x, score);
        double[] expectedInverse = new double[Dimension * Dimension];
        for (int i = 0; i < expectedInverse.Length; i++)
        {
            expectedInverse[i] = (score[i / Dimension] * score[i % Dimension] / damping) + (i % (Dimension + 1) == 0 ? 1 : 0);
        }

        double[] g = metric.ToMatrix(x);
        metric.ToInverseMatrix(x).ShouldBeNear(expectedInverse, 1e-13);
        double[] product = TestNumbers.Multiply(g, TestNumbers.Transpose(expectedInverse, Dimension), Dimension);
        double[] identity = new double[Dimension * Dimension];
        for (int i = 0; i < Dimension; i++)
        {
            identity[i * (Dimension + 1)] = 1;
        }

        product.ShouldBeNear(identity, 1e-12);
        g.ShouldBeNear(TestNumbers.Transpose(g, Dimension), 1e-15);
        double[] diagonal = new double[Dimension];
        metric.Diagonal(x, diagonal);
        diagonal.ShouldBeNear([.. Enumerable.Range(0, Dimension).Select(i => g[i * (Dimension + 1)])], 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.2)]
    public void Gradients_of_the_quadratic_form_are_its_differences(double damping) =>
        MetricProperties.GradientsAreDifferences(new SteinMetric(Mixture, damping), 7);

    [Theory]
    [InlineData(1)]
    [InlineData(0.2)]
    public void Lower_raise_products_lengths_and_derivatives_agree(double damping) =>
        MetricProperties.OperationsAgree(new SteinMetric(Mixture, damping), 8);

    [Fact]
    public void Vector_along_a_huge_score_keeps_its_length()
    {
        // s = −1e9 x: |s|² + 1 ≈ 1e18, so |v|² − (s·v)²/(1 + |s|²) would be rounding error only.
        var metric = new SteinMetric(new GaussianField([0], [1e-9]));
        double[] value = new double[1];
        metric.QuadraticForm([1], [1], value);
        (value[0] * 1e18).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Metric_is_positive_definite_where_the_score_is_large()
    {
        var metric = new SteinMetric(new GaussianField([0, 0, 0], TestNumbers.Covariance(3, 5)));
        double[] points = TestNumbers.Normals(300, 6, scale: 1e6);
        double[] vectors = TestNumbers.Normals(300, 7);
        double[] values = new double[100];
        metric.QuadraticForm(points, vectors, values);
        values.ShouldAllBe(q => q > 0);
    }

    [Fact]
    public void Lengths_do_not_change_under_an_orthogonal_map()
    {
        const int d = 4;
        double[] rotation = TestNumbers.Orthogonal(d, 9);
        double[] mean = TestNumbers.Normals(d, 10);
        double[] covariance = TestNumbers.Covariance(d, 11);
        // Q Σ Qᵀ: rows of Σ Qᵀ = (Q applied to rows of Σ), then once more on the transpose.
        double[] half = TestNumbers.Multiply(rotation, covariance, d);
        double[] rotated = TestNumbers.Multiply(rotation, TestNumbers.Transpose(half, d), d);
        double[] points = TestNumbers.Normals(10 * d, 12, 3);
        double[] vectors = TestNumbers.Normals(10 * d, 13);
        double[] before = new double[10];
        double[] after = new double[10];
        new SteinMetric(new GaussianField(mean, covariance)).QuadraticForm(points, vectors, before);
        new SteinMetric(new GaussianField(TestNumbers.Multiply(rotation, mean, d), rotated))
            .QuadraticForm(TestNumbers.Multiply(rotation, points, d), TestNumbers.Multiply(rotation, vectors, d), after);
        after.ShouldBeNear(before, 1e-12);
    }

    [Fact]
    public void Very_large_damping_is_the_Euclidean_metric()
    {
        double[] value = new double[1];
        new SteinMetric(Mixture, 1e15).QuadraticForm(TestNumbers.Normals(Dimension, 4), [3, 4, 0, 0, 0], value);
        value[0].ShouldBe(25, 1e-10);
    }

    [Fact]
    public void Not_a_number_stays_in_its_row()
    {
        var metric = new SteinMetric(Mixture);
        double[] points = TestNumbers.Normals(3 * Dimension, 4);
        points[Dimension] = double.NaN;
        double[] vectors = TestNumbers.Normals(3 * Dimension, 5);
        double[] values = new double[3];
        double[] vectorGradients = new double[3 * Dimension];
        double[] pointGradients = new double[3 * Dimension];
        metric.QuadraticFormGradient(points, vectors, values, vectorGradients, pointGradients);
        double.IsNaN(values[1]).ShouldBeTrue();
        pointGradients[Dimension..(2 * Dimension)].ShouldAllBe(v => double.IsNaN(v));
        values[0].ShouldBeGreaterThan(0);
        values[2].ShouldBeGreaterThan(0);
        pointGradients[..Dimension].ShouldAllBe(v => double.IsFinite(v));
        pointGradients[(2 * Dimension)..].ShouldAllBe(v => double.IsFinite(v));
    }

    [Theory]
    [InlineData(1e160)]
    [InlineData(double.PositiveInfinity)]
    public void Score_whose_square_overflows_gives_no_length(double coordinate)
    {
        double[] value = new double[1];
        new SteinMetric(new GaussianField([0, 0], [1, 0, 0, 1])).QuadraticForm([coordinate, 0], [0, 1], value);
        double.IsNaN(value[0]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Damping_must_be_positive(double damping) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SteinMetric(Mixture, damping));

    [Fact]
    public void Batches_of_other_shapes_are_refused()
    {
        var metric = new SteinMetric(Mixture);
        Should.Throw<ArgumentException>(() => metric.QuadraticForm(new double[7], new double[7], new double[1]))
            .Message.ShouldContain("7 numbers");
        Should.Throw<ArgumentException>(() => metric.QuadraticForm(new double[10], new double[10], new double[1]))
            .Message.ShouldContain("expected 2");
        Should.Throw<ArgumentException>(() => metric.Lower(new double[10], new double[5], new double[10]));
    }
}
