namespace Portolan.Geometry.Tests;

public sealed class EnsembleMetricTests
{
    private static EnsembleMetric Ensemble(int members, double damping = 1) => new(
        [.. Enumerable.Range(0, members).Select(i => (ScoreField)new GaussianMixtureField(
            [0.4, 0.6], TestNumbers.Normals(8, 20 + i), [.. TestNumbers.Covariance(4, 30 + i), .. TestNumbers.Covariance(4, 40 + i)]))],
        damping);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(7, 0.3)]
    public void Parts_agree(int members, double damping)
    {
        EnsembleMetric metric = Ensemble(members, damping);
        MetricProperties.GradientsAreDifferences(metric, 50);
        MetricProperties.OperationsAgree(metric, 51);
    }

    [Fact]
    public void Metric_is_the_mean_of_its_members()
    {
        EnsembleMetric metric = Ensemble(3);
        double[] x = TestNumbers.Normals(4, 1);
        double[] mean = new double[16];
        foreach (SteinMetric member in metric.Members)
        {
            mean = [.. mean.Zip(member.ToMatrix(x), (a, b) => a + (b / 3))];
        }

        metric.ToMatrix(x).ShouldBeNear(mean, 1e-14);
        double[] diagonal = new double[4];
        metric.Diagonal(x, diagonal);
        diagonal.ShouldBeNear(new[] { mean[0], mean[5], mean[10], mean[15] }, 1e-14);
    }

    [Fact]
    public void One_member_is_its_own_metric()
    {
        EnsembleMetric metric = Ensemble(1);
        double[] x = TestNumbers.Normals(4, 1);
        metric.ToInverseMatrix(x).ShouldBeNear(metric.Members[0].ToInverseMatrix(x), 1e-11);
    }

    [Fact]
    public void Members_that_disagree_leave_no_direction_short()
    {
        // Scores along x and along y at (1, 1): each alone makes its direction short.
        var metric = new EnsembleMetric([new GaussianField([0, 1], [0.001, 0, 0, 1]), new GaussianField([1, 0], [1, 0, 0, 0.001])]);
        double[] values = new double[2];
        metric.QuadraticForm([1, 1, 1, 1], [1, 0, 0, 1], values);
        values.ShouldAllBe(q => q > 0.49 && q < 0.51);
    }

    [Fact]
    public void Length_has_the_spread_of_its_members()
    {
        var narrow = new GaussianField([0, 0], [1, 0, 0, 1]);
        var wide = new GaussianField([0, 0], [4, 0, 0, 4]);
        double[] curve = [-1, 0, 0, 0, 1, 0];
        LengthEstimate estimate = new EnsembleMetric([narrow, wide]).LengthOf(curve);
        // Midpoints at ∓1/2: s = ∓1/2 and ∓1/8, each segment 1/√(1 + s²).
        double first = 2 / Math.Sqrt(1.25);
        double second = 2 / Math.Sqrt(1 + (1.0 / 64));
        estimate.Lengths[0].ShouldBe(first, 1e-14);
        estimate.Lengths[1].ShouldBe(second, 1e-14);
        estimate.Mean.ShouldBe((first + second) / 2, 1e-14);
        estimate.StandardDeviation.ShouldBe(Math.Abs(first - second) / Math.Sqrt(2), 1e-14);
        new EnsembleMetric([narrow]).LengthOf(curve).StandardDeviation.ShouldBe(0);
        new EnsembleMetric([narrow]).LengthOf([1, 2]).Mean.ShouldBe(0);
    }

    [Fact]
    public void What_is_no_ensemble_is_refused()
    {
        Should.Throw<ArgumentException>(() => new EnsembleMetric([]));
        Should.Throw<ArgumentException>(() => new EnsembleMetric([new GaussianField([0], [1]), new GaussianField([0, 0], [1, 0, 0, 1])]));
        Should.Throw<ArgumentException>(() => new EnsembleMetric([new GaussianField([0], [1])]).LengthOf([]));
    }
}
