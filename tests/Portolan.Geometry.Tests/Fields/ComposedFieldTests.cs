namespace Portolan.Geometry.Tests;

public sealed class ComposedFieldTests
{
    private static readonly double[] Points = TestNumbers.Normals(15, 1, 2);

    [Fact]
    public void Affine_map_of_a_normal_density_is_the_normal_density_of_the_map()
    {
        double[] a = TestNumbers.Normals(9, 2);
        double[] mean = [1, -2, 0.5];
        double[] covariance = TestNumbers.Covariance(3, 3);
        double[] offset = [3, 4, 5];
        double[] half = TestNumbers.Multiply(a, covariance, 3);
        double[] mapped = TestNumbers.Multiply(a, TestNumbers.Transpose(half, 3), 3);
        double[] mappedMean = [.. TestNumbers.Multiply(a, mean, 3).Zip(offset, (x, y) => x + y)];
        Same(new AffineField(new GaussianField(mean, covariance), a, offset), new GaussianField(mappedMean, mapped), 1e-9);
    }

    [Fact]
    public void Scaled_field_is_the_field_in_other_units() => Same(
        AffineField.Scaled(new GaussianField([0, 0, 0], [1, 0.5, 0, 0.5, 1, 0, 0, 0, 1]), [2, -3, 0.5], [1, 2, 3]),
        new GaussianField([1, 2, 3], [4, -3, 0, -3, 9, 0, 0, 0, 0.25]),
        1e-13);

    [Fact]
    public void Product_of_normal_densities_adds_their_precisions()
    {
        // Precisions 1/2 and 2 about 0 and 1: precision 2.5 about 0.8.
        var product = new ProductField([new GaussianField([0], [2]), new GaussianField([1], [0.5])]);
        FieldProperties.Score(product, [3])[0].ShouldBe(-2.5 * (3 - 0.8), 1e-14);
        product.IsAffine.ShouldBeTrue();
        FieldProperties.Hold(new ProductField([GaussianMixtureFieldTests.Mixture(3, 2), GaussianMixtureFieldTests.Mixture(3, 3)]), 4);
    }

    [Fact]
    public void Independent_fields_are_a_block_covariance() => Same(
        new IndependentField([new GaussianField([1], [4]), new GaussianField([2, 3], [1, 0.5, 0.5, 1])]),
        new GaussianField([1, 2, 3], [4, 0, 0, 0, 1, 0.5, 0, 0.5, 1]),
        1e-14);

    [Fact]
    public void Mixture_of_fields_is_the_mixture_of_their_densities()
    {
        GaussianMixtureField expected = GaussianMixtureFieldTests.Mixture(3, 3);
        Same(new MixtureField([1, 2, 3], expected.Components), expected, 1e-12);
    }

    [Fact]
    public void Parts_of_composed_fields_agree()
    {
        GaussianMixtureField mixture = GaussianMixtureFieldTests.Mixture(3, 2);
        FieldProperties.Hold(new AffineField(mixture, TestNumbers.Normals(9, 5), [1, 2, 3]), 5, 1e-6);
        FieldProperties.Hold(AffineField.Scaled(mixture, [2, 0.5, -1], [1, 2, 3]), 6, 1e-7);
        FieldProperties.Hold(new IndependentField([GaussianMixtureFieldTests.Mixture(2, 2), mixture]), 7);
        FieldProperties.Hold(new MixtureField([0.4, 0.6], [mixture, new ProductField([mixture, GaussianMixtureFieldTests.Mixture(3, 4)])]), 8);
    }

    [Fact]
    public void Fields_that_are_no_gradients_keep_their_transposed_products()
    {
        var curl = new CurlField();
        FieldProperties.Hold(curl, 9);
        FieldProperties.Hold(new AffineField(curl, [1, 2, 0.5, -1], [1, 1]), 10, 1e-7);
        FieldProperties.Hold(new ProductField([curl, new GaussianField([0, 0], [1, 0.5, 0.5, 1])]), 11);
        FieldProperties.Hold(new IndependentField([curl, curl]), 12);
        new ProductField([curl]).IsGradient.ShouldBeFalse();
        new IndependentField([curl]).IsGradient.ShouldBeFalse();
        new AffineField(curl, [1, 0, 0, 1], [0, 0]).IsGradient.ShouldBeFalse();
    }

    [Fact]
    public void What_cannot_be_composed_is_refused()
    {
        var one = new GaussianField([0], [1]);
        var two = new GaussianField([0, 0], [1, 0, 0, 1]);
        Should.Throw<ArgumentException>(() => new ProductField([one, two])).Message.ShouldContain("Field 1 has dimension 2");
        Should.Throw<ArgumentException>(() => new ProductField([]));
        Should.Throw<ArgumentException>(() => new IndependentField([]));
        Should.Throw<ArgumentException>(() => new MixtureField([1], [new CurlField()])).Message.ShouldContain("log density");
        Should.Throw<ArgumentException>(() => new MixtureField([1, 1], [one, two]));
        Should.Throw<GeometryException>(() => new AffineField(two, [1, 2, 2, 4], [0, 0])).Message.ShouldContain("singular");
        Should.Throw<GeometryException>(() => new AffineField(two, [1, 2, 2, double.NaN], [0, 0]));
        Should.Throw<GeometryException>(() => new AffineField(two, [1, 0, 0, 1], [0, double.NaN]));
        Should.Throw<ArgumentException>(() => new AffineField(two, [1], [0, 0]));
        Should.Throw<GeometryException>(() => AffineField.Scaled(two, [1, 0], [0, 0])).Message.ShouldContain("coordinate 1");
        Should.Throw<ArgumentException>(() => AffineField.Scaled(two, [1], [0, 0]));
    }

    private static void Same(ScoreField found, ScoreField expected, double tolerance)
    {
        FieldProperties.Score(found, Points).ShouldBeNear(FieldProperties.Score(expected, Points), tolerance);
        FieldProperties.LogDensity(found, Points).ShouldBeNear(FieldProperties.LogDensity(expected, Points), tolerance);
        double[] vectors = TestNumbers.Normals(Points.Length, 99);
        double[] product = new double[Points.Length];
        double[] expectedProduct = new double[Points.Length];
        found.JacobianProduct(Points, vectors, product);
        expected.JacobianProduct(Points, vectors, expectedProduct);
        product.ShouldBeNear(expectedProduct, tolerance);
        found.TransposedJacobianProduct(Points, vectors, product);
        product.ShouldBeNear(expectedProduct, tolerance);
    }

    /// <summary>A field that is not a gradient, with nothing but its values: what someone writes over a model that runs elsewhere.</summary>
    private sealed class CurlField : ScoreField
    {
        public override int Dimension => 2;

        public override bool IsGradient => false;

        public override void Score(ReadOnlySpan<double> points, Span<double> scores)
        {
            if (points.Length % 2 != 0 || scores.Length != points.Length)
            {
                throw new ArgumentException("shapes differ");
            }

            for (int i = 0; i < points.Length; i += 2)
            {
                scores[i] = Math.Sin(points[i + 1]) - points[i];
                scores[i + 1] = (0.3 * points[i] * points[i]) - points[i + 1];
            }
        }
    }
}
