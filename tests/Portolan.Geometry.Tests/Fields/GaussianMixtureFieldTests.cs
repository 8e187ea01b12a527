namespace Portolan.Geometry.Tests;

public sealed class GaussianMixtureFieldTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(11, 3)]
    public void Parts_agree(int dimension, int components) => FieldProperties.Hold(Mixture(dimension, components), 3);

    [Fact]
    public void Score_far_from_all_modes_is_that_of_the_nearest_and_finite()
    {
        var field = new GaussianMixtureField([0.5, 0.5], [-2, 0, 2, 0], [1, 0.3, 0.3, 0.5, 0.5, -0.2, -0.2, 1]);
        double[] far = [-1e100, 3e99];
        double[] score = FieldProperties.Score(field, far);
        score.ShouldAllBe(v => double.IsFinite(v));
        // The component with the larger variance that way has the larger density.
        score.ShouldBeNear(FieldProperties.Score(field.Components[0], far), 1e-12);
        double.IsFinite(FieldProperties.LogDensity(field, far)[0]).ShouldBeTrue();
    }

    [Fact]
    public void Score_where_even_the_log_density_underflows_is_not_a_number()
    {
        var field = new GaussianMixtureField([1, 1], [0, 1], [1, 1]);
        FieldProperties.Score(field, [1e200]).ShouldAllBe(v => double.IsNaN(v));
        FieldProperties.LogDensity(field, [1e200])[0].ShouldBe(double.NegativeInfinity);
    }

    [Fact]
    public void Equal_components_are_one()
    {
        double[] covariance = TestNumbers.Covariance(3, 1);
        var one = new GaussianField([1, 2, 3], covariance);
        var field = new GaussianMixtureField([0.2, 0.5, 0.3], [one, one, one]);
        double[] points = TestNumbers.Normals(12, 2);
        FieldProperties.Score(field, points).ShouldBeNear(FieldProperties.Score(one, points), 1e-14);
        FieldProperties.LogDensity(field, points).ShouldBeNear(FieldProperties.LogDensity(one, points), 1e-14);
    }

    [Fact]
    public void Weights_are_parts_of_their_sum()
    {
        var field = new GaussianMixtureField([1, 3], [0, 1], [1, 1]);
        field.Weight(0).ShouldBe(0.25, 1e-15);
        field.Weight(1).ShouldBe(0.75, 1e-15);
    }

    [Fact]
    public void What_is_no_mixture_is_refused()
    {
        Should.Throw<GeometryException>(() => new GaussianMixtureField([1, 0], [0, 1], [1, 1])).Message.ShouldContain("weight 1 is 0");
        Should.Throw<GeometryException>(() => new GaussianMixtureField([1, double.NaN], [0, 1], [1, 1])).Message.ShouldContain("weight 1");
        Should.Throw<GeometryException>(() => new GaussianMixtureField([1, 1], [0, 1], [1, -1])).Message.ShouldContain("component 1");
        Should.Throw<ArgumentException>(() => new GaussianMixtureField([1, 1], [0, 1, 2], [1, 1]));
        Should.Throw<ArgumentException>(() => new GaussianMixtureField([1, 1], [0, 1], [1]));
        Should.Throw<ArgumentException>(() => new GaussianMixtureField([], [], []));
        Should.Throw<ArgumentException>(() => new GaussianMixtureField(
            [1, 1], [new GaussianField([0], [1]), new GaussianField([0, 0], [1, 0, 0, 1])])).Message.ShouldContain("dimension 2");
    }

    public static GaussianMixtureField Mixture(int dimension, int components) => new(
        [.. Enumerable.Range(1, components).Select(i => (double)i)],
        TestNumbers.Normals(components * dimension, 1),
        [.. Enumerable.Range(0, components).SelectMany(i => TestNumbers.Covariance(dimension, 10 + i))]);
}
