namespace Portolan.Geometry.Tests.Curves;

public sealed class CurveTests
{
    [Fact]
    public void Straight_curve_has_equal_steps_and_exact_ends()
    {
        Curve curve = Curve.Straight([0.1, -2], [0.7, 4], 7);
        curve.PointCount.ShouldBe(7);
        curve.SegmentCount.ShouldBe(6);
        curve.Start.ToArray().ShouldBe([0.1, -2]);
        curve.End.ToArray().ShouldBe([0.7, 4]);
        curve[3].ToArray().ShouldBeNear([0.4, 1], 1e-15);
    }

    [Fact]
    public void Bent_curve_moves_its_middle_by_the_displacement_and_keeps_its_ends()
    {
        Curve curve = Curve.Bent([-4, -2], [4, -2], 61, [0, 3]);
        curve[30].ToArray().ShouldBeNear([0, 1], 1e-15);
        curve.Start.ToArray().ShouldBe([-4, -2]);
        curve.End.ToArray().ShouldBe([4, -2]);
    }

    [Fact]
    public void Refined_curve_has_the_midpoints_between_the_old_points()
    {
        Curve refined = new Curve([0, 0, 2, 4, 6, 4], 2).Refine();
        refined.Coordinates.ToArray().ShouldBe([0, 0, 1, 2, 2, 4, 4, 4, 6, 4]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(60)]
    public void Resampled_curve_has_segments_of_one_length(int points)
    {
        // One straight line with uneven points, so that lengths along it add up exactly.
        Curve even = new Curve([0, 0, 1, 1, 1.5, 1.5, 9, 9], 2).Resample(points);
        even.PointCount.ShouldBe(points);
        even.End.ToArray().ShouldBe([9, 9]);
        double expected = 9.0 / (points - 1);
        for (int i = 0; i < even.SegmentCount; i++)
        {
            (even[i + 1][0] - even[i][0]).ShouldBe(expected, 1e-13);
        }
    }

    [Fact]
    public void Curve_resampled_by_a_metric_has_nearly_one_speed()
    {
        SteinMetric metric = new(new GaussianField([0, 0], [1, 0.5, 0.5, 1]));
        Curve line = Curve.Straight([-3, -1], [2, 2], 2000);
        CurveMeasure.Of(metric, line).Unevenness.ShouldBeGreaterThan(0.02);
        CurveMeasure.Of(metric, line.Resample(2000, metric)).Unevenness.ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Points_between_are_linear_in_the_parameter()
    {
        double[] point = new double[2];
        Curve curve = new([0, 0, 2, 4, 6, 4], 2);
        curve.At(0.75, point);
        point.ShouldBe([4, 4]);
        curve.At(1, point);
        point.ShouldBe([6, 4]);
    }

    [Fact]
    public void Curves_that_are_none_are_refused()
    {
        Should.Throw<ArgumentException>(() => new Curve([1, 2, 3], 2));
        Should.Throw<ArgumentException>(() => new Curve([1, 2], 2));
        Should.Throw<ArgumentException>(() => new Curve([1, 2, double.NaN, 4], 2)).Message.ShouldContain("Point 1");
        Should.Throw<ArgumentException>(() => Curve.Straight([1, 2], [1, 2, 3], 10));
        Should.Throw<ArgumentException>(() => CurveMeasure.Of(new SteinMetric(new GaussianField([0], [1])), new Curve([1, 2, 3, 4], 2)));
    }

    [Fact]
    public void Length_of_a_line_in_one_dimension_is_the_inverse_hyperbolic_sine()
    {
        // g = 1 / (1 + s²), s = −x for the standard normal: ∫₀ᵇ dx / √(1 + x²) = asinh b.
        SteinMetric metric = new(new GaussianField([0], [1]));
        CurveMeasure measure = CurveMeasure.Of(metric, Curve.Straight([0], [3], 3001));
        // The midpoint rule errs by h² (f′(b) − f′(a)) / 24 = 4e-9 here.
        measure.Length.ShouldBe(Math.Asinh(3), 1e-8);
        measure.Energy.ShouldBeGreaterThan(0.5 * measure.Length * measure.Length);
    }
}
