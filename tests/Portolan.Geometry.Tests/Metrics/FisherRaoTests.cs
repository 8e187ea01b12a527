namespace Portolan.Geometry.Tests;

public sealed class FisherRaoTests
{
    [Theory]
    [InlineData(0, 1, 0, 1, 0)]
    // Equal means: √2 |log(σ₂/σ₁)|.
    [InlineData(3, 1, 3, Math.E, 1.4142135623731)]
    // √2 arcosh(1 + (2 + 0)/2) for means 2 apart: √2 arcosh 2.
    [InlineData(0, 1, 2, 1, 1.8625)]
    public void Univariate_distance_is_the_closed_form(double m1, double s1, double m2, double s2, double expected) =>
        FisherRao.Distance(m1, s1, m2, s2).ShouldBe(expected, 1e-4);

    [Fact]
    public void Distance_in_one_dimension_is_the_univariate_one()
    {
        var random = new Random(1);
        for (int i = 0; i < 50; i++)
        {
            double m1 = random.NextDouble() * 4;
            double m2 = random.NextDouble() * 4;
            double s1 = 0.2 + random.NextDouble();
            double s2 = 0.2 + random.NextDouble();
            double expected = FisherRao.Distance(m1, s1, m2, s2);
            FisherRao.Distance(new GaussianField([m1], [s1 * s1]), new GaussianField([m2], [s2 * s2])).ShouldBe(expected, 1e-9);
        }
    }

    [Fact]
    public void Independent_coordinates_add_their_squares_in_any_rotation()
    {
        // While the mean moves along one axis only, covariances stay diagonal: a product of hyperbolic planes.
        double[] m1 = [0, 1, -1];
        double[] m2 = [0, -0.5, -1];
        double[] s1 = [1, 0.5, 2];
        double[] s2 = [0.7, 1.5, 1];
        double expected = Math.Sqrt(Enumerable.Range(0, 3).Sum(i => Math.Pow(FisherRao.Distance(m1[i], s1[i], m2[i], s2[i]), 2)));
        double[] q = TestNumbers.Orthogonal(3, 4);
        GaussianField Rotated(double[] mean, double[] deviations)
        {
            double[] scaled = new double[9];
            for (int i = 0; i < 9; i++)
            {
                scaled[i] = q[i] * deviations[i % 3];
            }

            return new GaussianField(TestNumbers.Multiply(q, mean, 3), TestNumbers.Multiply(scaled, scaled, 3));
        }

        FisherRao.Distance(Rotated(m1, s1), Rotated(m2, s2)).ShouldBe(expected, 1e-9);

        // With means that differ in all coordinates a path through correlated densities is shorter.
        double[] m3 = [1, -0.5, 2];
        double around = Math.Sqrt(Enumerable.Range(0, 3).Sum(i => Math.Pow(FisherRao.Distance(m1[i], s1[i], m3[i], s2[i]), 2)));
        FisherRao.Distance(Rotated(m1, s1), Rotated(m3, s2)).ShouldBeInRange(expected, around - 0.05);
    }

    [Fact]
    public void Distance_is_a_metric_that_affine_maps_keep()
    {
        const int d = 3;
        GaussianField Make(int seed) => new(TestNumbers.Normals(d, seed), TestNumbers.Covariance(d, seed + 100));
        double[] map = TestNumbers.Normals(d * d, 9);
        GaussianField Mapped(int seed)
        {
            double[] half = TestNumbers.Multiply(map, TestNumbers.Covariance(d, seed + 100), d);
            return new GaussianField(
                TestNumbers.Multiply(map, TestNumbers.Normals(d, seed), d), TestNumbers.Multiply(map, TestNumbers.Transpose(half, d), d));
        }

        for (int seed = 1; seed < 10; seed++)
        {
            double ab = FisherRao.Distance(Make(seed), Make(seed + 1));
            ab.ShouldBeGreaterThan(0);
            FisherRao.Distance(Make(seed + 1), Make(seed)).ShouldBe(ab, 1e-8);
            FisherRao.Distance(Mapped(seed), Mapped(seed + 1)).ShouldBe(ab, 1e-8);
            double bc = FisherRao.Distance(Make(seed + 1), Make(seed + 2));
            FisherRao.Distance(Make(seed), Make(seed + 2)).ShouldBeLessThanOrEqualTo(ab + bc + 1e-9);
        }

        FisherRao.Distance(Make(1), Make(1)).ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Small_distances_are_the_metric()
    {
        // dμᵀ Σ⁻¹ dμ + ½ tr (Σ⁻¹ dΣ)² at Σ = diag(2, 1), dμ = (ε, 0), dΣ = ε [[0, 1], [1, 0]]: ε²/2 + ½ · 2 ε²/2.
        const double e = 1e-5;
        double distance = FisherRao.Distance(new GaussianField([0, 0], [2, 0, 0, 1]), new GaussianField([e, 0], [2, e, e, 1]));
        (distance / e).ShouldBe(1, 1e-4);
    }

    [Fact]
    public void Equal_means_use_the_eigenvalues_of_the_ratio()
    {
        double distance = FisherRao.Distance(new GaussianField([1, 1], [1, 0, 0, 1]), new GaussianField([1, 1], [4, 0, 0, 0.25]));
        distance.ShouldBe(Math.Log(4), 1e-14);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => FisherRao.Distance(0, 0, 0, 1));
        Should.Throw<ArgumentException>(() => FisherRao.Distance(new GaussianField([0], [1]), new GaussianField([0, 0], [1, 0, 0, 1])));
    }
}
