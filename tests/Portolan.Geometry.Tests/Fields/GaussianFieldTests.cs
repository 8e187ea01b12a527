namespace Portolan.Geometry.Tests;

public sealed class GaussianFieldTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(40)]
    public void Parts_agree(int dimension) =>
        FieldProperties.Hold(new GaussianField(TestNumbers.Normals(dimension, 1), TestNumbers.Covariance(dimension, 2)), 3);

    [Fact]
    public void Parts_agree_for_a_diagonal_covariance() => FieldProperties.Hold(new GaussianField([1, 2], [4, 0, 0, 0.25]), 3);

    [Fact]
    public void Score_times_the_covariance_is_the_way_back_to_the_mean()
    {
        const int d = 33;
        double[] mean = TestNumbers.Normals(d, 1);
        double[] covariance = TestNumbers.Covariance(d, 2);
        double[] x = TestNumbers.Normals(d, 3);
        double[] back = TestNumbers.Multiply(covariance, FieldProperties.Score(new GaussianField(mean, covariance), x), d);
        back.ShouldBeNear([.. mean.Zip(x, (m, v) => m - v)], 1e-12);
    }

    [Fact]
    public void Log_density_is_the_textbook_value()
    {
        // log N((1, 1); 0, [[2, 1], [1, 2]]): det 3, quadratic form 2/3.
        double expected = -(Math.Log(2 * Math.PI) + (0.5 * Math.Log(3)) + (1.0 / 3));
        FieldProperties.LogDensity(new GaussianField([0, 0], [2, 1, 1, 2]), [1, 1])[0].ShouldBe(expected, 1e-15);
    }

    [Theory]
    [InlineData(new[] { 1.0, 1, 1, 1 }, "singular or not positive definite: pivot 1")]
    [InlineData(new[] { 1.0, 2, 2, 1 }, "singular or not positive definite")]
    [InlineData(new[] { 1.0, 0.5, 0.4, 1 }, "not symmetric: 0.4 at (1, 0), 0.5 at (0, 1)")]
    [InlineData(new[] { 1.0, double.NaN, double.NaN, 1 }, "NaN at (0, 1)")]
    [InlineData(new[] { 1.0, 0, 0, double.PositiveInfinity }, "at (1, 1), expected a finite number")]
    [InlineData(new[] { 1.0, 0, 0, 0 }, "0 at (1, 1), expected a positive variance")]
    [InlineData(new[] { -1.0, 0, 0, 1 }, "-1 at (0, 0)")]
    public void Covariance_that_is_none_is_refused(double[] covariance, string message) =>
        Should.Throw<GeometryException>(() => new GaussianField([0, 0], covariance)).Message.ShouldContain(message);

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e12)]
    public void Covariance_of_any_scale_is_accepted(double scale)
    {
        var field = new GaussianField([0, 0], [scale, 0.999999 * scale, 0.999999 * scale, scale]);
        double[] s = FieldProperties.Score(field, [Math.Sqrt(scale), Math.Sqrt(scale)]);
        (s[0] * Math.Sqrt(scale)).ShouldBe(-1 / 1.999999, 1e-9);
    }

    [Fact]
    public void Covariance_of_another_dimension_is_refused() =>
        Should.Throw<ArgumentException>(() => new GaussianField([0, 0], [1])).Message.ShouldContain("expected 4 for dimension 2");

    [Fact]
    public void Mean_must_be_finite_and_not_empty()
    {
        Should.Throw<GeometryException>(() => new GaussianField([double.NaN], [1]));
        Should.Throw<ArgumentException>(() => new GaussianField([], []));
    }
}
