namespace Portolan.Geometry.Tests.Projections;

public sealed class PrincipalComponentsTests
{
    private static readonly double[] Samples =
    [
        2.5, 2.4, 0.5, 1.0, 0.5, 0.7, 1.5, -1.0, 2.2, 2.9, 0.1, 0.3, 1.9, 2.2, 0.9, 2.2, 3.1, 3.0, -0.4, 0.8, 2.3, 2.7, 0.2, -0.6, 2.0, 1.6, 1.1, 1.4,
    ];

    [Fact]
    public void Axes_variances_and_projections_are_those_of_numpy()
    {
        // numpy 1.24.2: numpy.linalg.eigh(numpy.cov(X.T)), signs by the coordinate of greatest size.
        PrincipalComponents found = PrincipalComponents.Of(Samples, 4, 2);
        Near(found.Variances, [1.8675459787669066, 1.044716047467195]);
        Near(found.Axes,
        [
            0.5482219561583591, 0.5238813593259489, -0.36651870931854935, 0.539133604829232,
            -0.200835856972347, -0.35604991537561953, 0.39843141187951364, 0.8210638381653971,
        ]);
        Near(found.Project(Samples.AsSpan(0, 8)), [0.5765437961901434, 0.16519144357464283, -2.8552843459577013, -0.07154825079339067]);
        found.ExplainedShare.ShouldBe((1.8675459787669066 + 1.044716047467195) / (1.8675459787669066 + 1.044716047467195 + 0.055782864382764946 + 0.013383680811704582), 1e-12);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    [InlineData(7, 200)]
    [InlineData(64, 300)]
    [InlineData(200, 60)]
    public void All_axes_are_orthonormal_and_diagonalise_the_covariance(int d, int rows)
    {
        double[] samples = TestNumbers.Normals(rows * d, seed: d + rows);
        (double[] _, double[] covariance) = SampleMoments.Of(samples, d);
        PrincipalComponents all = PrincipalComponents.Of(samples, d, d);
        all.ExplainedShare.ShouldBe(1, 1e-12);
        double[] image = new double[d];
        for (int i = 0; i < d; i++)
        {
            ReadOnlySpan<double> axis = all.Axes.Slice(i * d, d);
            for (int j = 0; j <= i; j++)
            {
                TestNumbers.Dot(axis, all.Axes.Slice(j * d, d)).ShouldBe(i == j ? 1 : 0, 1e-12);
            }

            for (int k = 0; k < d; k++)
            {
                image[k] = TestNumbers.Dot(covariance.AsSpan(k * d, d), axis);
                image[k].ShouldBe(all.Variances[i] * axis[k], 1e-12 * Math.Max(1, all.Variances[0]) * d);
            }
        }

        all.Variances.ToArray().ShouldBe(all.Variances.ToArray().OrderDescending());
    }

    [Fact]
    public void Projection_on_all_axes_keeps_distances_and_on_some_shortens_them()
    {
        double[] samples = TestNumbers.Normals(50 * 12, seed: 4);
        double[] all = PrincipalComponents.Of(samples, 12, 12).Project(samples), some = PrincipalComponents.Of(samples, 12, 3).Project(samples);
        for (int i = 1; i < 50; i++)
        {
            double straight = Distance(samples.AsSpan(0, 12), samples.AsSpan(i * 12, 12));
            Distance(all.AsSpan(0, 12), all.AsSpan(i * 12, 12)).ShouldBe(straight, 1e-11);
            Distance(some.AsSpan(0, 3), some.AsSpan(i * 3, 3)).ShouldBeLessThanOrEqualTo(straight);
        }
    }

    [Fact]
    public void Equal_variances_and_no_variance_are_no_trouble()
    {
        double[] corners = [1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0];
        PrincipalComponents flat = PrincipalComponents.Of(corners, 3, 3);
        Near(flat.Variances, [2.0 / 3, 2.0 / 3, 0]);
        PrincipalComponents.Of([5, 5, 5, 5], 2, 2).Variances.ToArray().ShouldBe([0, 0]);
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        double[] shifted = [.. Samples.Select(value => value + 1e7)];
        Near(PrincipalComponents.Of(shifted, 4, 4).Variances, PrincipalComponents.Of(Samples, 4, 4).Variances, 1e-7);
    }

    [Fact]
    public void What_is_no_set_of_samples_is_refused()
    {
        Should.Throw<ArgumentException>(() => PrincipalComponents.Of([1, 2, 3], 2, 1));
        Should.Throw<ArgumentException>(() => PrincipalComponents.Of([1, 2], 2, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => PrincipalComponents.Of(Samples, 4, 5));
        Should.Throw<ArgumentOutOfRangeException>(() => PrincipalComponents.Of(Samples, 0, 0));
        Should.Throw<GeometryException>(() => PrincipalComponents.Of([1, double.NaN, 2, 3], 2, 1));
        Should.Throw<GeometryException>(() => PrincipalComponents.Of([1e200, 1, -1e200, 3], 2, 1));
        Should.Throw<ArgumentException>(() => PrincipalComponents.Of(Samples, 4, 2).Project([1, 2, 3]));
    }

    private static void Near(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, double tolerance = 1e-12)
    {
        actual.Length.ShouldBe(expected.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            actual[i].ShouldBe(expected[i], tolerance);
        }
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return Math.Sqrt(sum);
    }
}
