namespace Portolan.Geometry.Tests.Geodesics;

public sealed class ExponentialMapTests
{
    [Fact]
    public void Geodesics_of_one_dimension_are_hyperbolic_sines()
    {
        // Arc length is asinh x, so unit speed from 0 is at sinh t.
        ExponentialResult shot = new ExponentialMap(new SteinMetric(new GaussianField([0], [1]))).Shoot([0], [1], time: 2, points: 21);
        shot.IsComplete.ShouldBeTrue();
        for (int i = 0; i <= 20; i++)
        {
            shot.Curve[i][0].ShouldBe(Math.Sinh(0.1 * i), 1e-8);
        }

        shot.EndVelocity[0].ShouldBe(Math.Cosh(2), 1e-8);
        shot.Length.ShouldBe(2, 1e-12);
        shot.EnergyDrift.ShouldBeLessThan(1e-8);
    }

    [Theory]
    [InlineData(0, 8.775641311309313)]
    [InlineData(0.8, 8.821367478739798)]
    public void Logarithm_has_the_length_of_the_boundary_value_problem(double correlation, double energy)
    {
        // SciPy's solve_bvp, whose speed is constant to 1e-11: E = ½ L².
        SteinMetric metric = new(new GaussianField([0, 0], [1, correlation, correlation, 1]));
        LogarithmResult found = new ExponentialMap(metric).Logarithm([-4, -2], [4, -2]);
        found.IsConverged.ShouldBeTrue();
        (0.5 * found.Length * found.Length).ShouldBe(energy, 1e-8);
    }

    [Fact]
    public void Logarithm_of_the_point_itself_is_zero()
    {
        LogarithmResult found = new ExponentialMap(new SteinMetric(new GaussianField([0, 0], [1, 0, 0, 1]))).Logarithm([1, 2], [1, 2]);
        found.IsConverged.ShouldBeTrue();
        found.Velocity.ShouldBe([0, 0]);
        found.Length.ShouldBe(0);
    }

    [Fact]
    public void Shot_into_a_wall_is_not_complete()
    {
        ExponentialResult shot = new ExponentialMap(new SteinMetric(new HalfField())).Shoot([0], [1], time: 5);
        shot.IsComplete.ShouldBeFalse();
        shot.Curve.End[0].ShouldBeLessThan(2);
        shot.Curve.PointCount.ShouldBeLessThan(60);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        ExponentialMap map = new(new SteinMetric(new GaussianField([0, 0], [1, 0, 0, 1])));
        Should.Throw<ArgumentException>(() => map.Shoot([0], [1, 1]));
        Should.Throw<ArgumentException>(() => map.Shoot([0, 0], [double.NaN, 1]));
        Should.Throw<ArgumentOutOfRangeException>(() => map.Shoot([0, 0], [1, 1], time: -1));
        Should.Throw<ArgumentOutOfRangeException>(() => map.Shoot([0, 0], [1, 1], points: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new ExponentialMap(map.Metric, tolerance: 0));
    }

    [Fact]
    public void Transport_refuses_what_does_not_fit()
    {
        ParallelTransport transport = new(new SteinMetric(new HalfField()));
        Curve curve = Curve.Straight([0], [3], 4);
        Should.Throw<GeometryException>(() => transport.Along(curve, [1])).Message.ShouldContain("between points");
        Should.Throw<ArgumentException>(() => transport.Along(Curve.Straight([0, 0], [1, 1], 4), [1]));
        Should.Throw<ArgumentException>(() => transport.Along(curve, [double.NaN]));
        transport.Along(curve, []).ShouldBeEmpty();
    }

    [Fact]
    public void Transport_around_a_fine_polygon_agrees_with_transport_along_the_geodesic()
    {
        SteinMetric metric = new(new GaussianField([0, 0], [1, 0.5, 0.5, 1]));
        double[] start = [-1, 0.5];
        double[] velocity = [1.5, 0.4];
        double[] vectors = [1, 0, 0.2, -1];
        ExponentialResult shot = new ExponentialMap(metric).Shoot(start, velocity, points: 400);
        ParallelTransport transport = new(metric);
        // Chords differ from the curve by h²: 400 points, 1e-5.
        transport.Along(shot.Curve, vectors).ShouldBeNear(transport.AlongGeodesic(start, velocity, vectors), 1e-4);
    }

    /// <summary>A standard normal cut off at 2.</summary>
    private sealed class HalfField : ScoreField
    {
        public override int Dimension => 1;

        public override void Score(ReadOnlySpan<double> points, Span<double> scores)
        {
            for (int i = 0; i < points.Length; i++)
            {
                scores[i] = points[i] < 2 ? -points[i] : double.NaN;
            }
        }
    }
}
