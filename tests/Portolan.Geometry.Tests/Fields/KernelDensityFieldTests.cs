namespace Portolan.Geometry.Tests;

public sealed class KernelDensityFieldTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 8)]
    [InlineData(2, 9)]
    [InlineData(3, 100)]
    [InlineData(19, 40)]
    public void Score_product_and_density_are_those_of_the_mixture_of_its_kernels(int dimension, int samples)
    {
        double[] data = TestNumbers.Normals(samples * dimension, 1);
        double[] widths = [.. Enumerable.Range(0, dimension).Select(i => 0.3 + (0.1 * i))];
        double[] covariance = new double[dimension * dimension];
        for (int i = 0; i < dimension; i++)
        {
            covariance[i * (dimension + 1)] = widths[i] * widths[i];
        }

        // The plain sum over components, in another implementation.
        var twin = new GaussianMixtureField(
            [.. Enumerable.Repeat(1.0, samples)], data, [.. Enumerable.Repeat(covariance, samples).SelectMany(c => c)]);
        var field = new KernelDensityField(data, widths);
        double[] points = TestNumbers.Normals(11 * dimension, 2, 2);
        double[] vectors = TestNumbers.Normals(11 * dimension, 3);
        FieldProperties.Score(field, points).ShouldBeNear(FieldProperties.Score(twin, points), 1e-12);
        FieldProperties.LogDensity(field, points).ShouldBeNear(FieldProperties.LogDensity(twin, points), 1e-12);
        double[] found = new double[points.Length];
        double[] expected = new double[points.Length];
        field.JacobianProduct(points, vectors, found);
        twin.JacobianProduct(points, vectors, expected);
        found.ShouldBeNear(expected, 1e-11);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Parts_agree(int dimension) =>
        FieldProperties.Hold(new KernelDensityField(TestNumbers.Normals(50 * dimension, 1), dimension, 0.7), 5);

    [Fact]
    public void Score_far_from_all_samples_points_to_the_nearest_and_is_finite()
    {
        var field = new KernelDensityField([0, 0, 1, 0, 0, 1], 2, 0.01);
        double[] score = FieldProperties.Score(field, [1e50, 0]);
        score.ShouldAllBe(v => double.IsFinite(v));
        score[0].ShouldBe(-1e54, 1e40);
    }

    [Fact]
    public void Rules_give_the_published_widths()
    {
        // Five values with standard deviation √2.5, d = 1: Scott 5^(-1/5), Silverman (4/3)^(1/5) 5^(-1/5).
        double[] data = [1, 2, 3, 4, 5];
        new KernelDensityField(data, 1, BandwidthRule.Scott).Bandwidths[0].ShouldBe(Math.Sqrt(2.5) * Math.Pow(5, -0.2), 1e-15);
        new KernelDensityField(data, 1, BandwidthRule.Silverman).Bandwidths[0]
            .ShouldBe(Math.Sqrt(2.5) * Math.Pow(4.0 / 3, 0.2) * Math.Pow(5, -0.2), 1e-15);
    }

    [Fact]
    public void Silvermans_rule_holds_for_as_many_samples_as_fit()
    {
        // (n (d + 2) / 4)^(-1/(d + 4)) with n = 2³⁰ and d = 2.
        KernelDensityField.FactorOf(1 << 30, 2, BandwidthRule.Silverman).ShouldBe(Math.Pow(2, -5), 1e-15);
    }

    [Fact]
    public void What_has_no_density_is_refused()
    {
        Should.Throw<GeometryException>(() => new KernelDensityField([1, 2, 1, 3], 2)).Message.ShouldContain("coordinate 0 is 0");
        Should.Throw<GeometryException>(() => new KernelDensityField([1, 2], 2)).Message.ShouldContain("coordinate 0 is NaN");
        Should.Throw<GeometryException>(() => new KernelDensityField([1, double.NaN], 2, 1.0)).Message.ShouldContain("sample 0 has NaN at coordinate 1");
        Should.Throw<GeometryException>(() => new KernelDensityField([1, 2], 2, 0.0));
        Should.Throw<ArgumentException>(() => new KernelDensityField([1, 2, 3], 2, 1.0));
        Should.Throw<ArgumentException>(() => new KernelDensityField([], 2, 1.0));
        Should.Throw<ArgumentOutOfRangeException>(() => new KernelDensityField([1], 0, 1.0));
    }
}
