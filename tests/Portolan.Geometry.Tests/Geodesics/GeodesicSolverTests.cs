using Portolan.Geometry.Solvers;

namespace Portolan.Geometry.Tests.Geodesics;

public sealed class GeodesicSolverTests
{
    private static readonly double[] Start = [-4, -2];
    private static readonly double[] End = [4, -2];

    private static SteinMetric Metric(double correlation = 0.8) =>
        new(new GaussianField([0, 0], [1, correlation, correlation, 1]));

    [Fact]
    public void Middle_of_the_identitys_geodesic_is_where_it_was_published()
    {
        Curve curve = new GeodesicSolver(Metric(0)).Solve(Start, End).Curve;
        curve[29].ToArray().ShouldBeNear([-0.0354750271, -0.4850888641], 1e-9);
        curve[30].ToArray().ShouldBeNear([0.0354750271, -0.4850888641], 1e-9);
    }

    [Fact]
    public void Equal_ends_give_a_curve_of_no_length()
    {
        GeodesicResult found = new GeodesicSolver(Metric()).Solve(Start, Start);
        found.IsConverged.ShouldBeTrue();
        found.Length.ShouldBe(0);
        found.Energy.ShouldBe(0);
        found.Curve.PointCount.ShouldBe(60);
        found.Curve[30].ToArray().ShouldBe(Start);
    }

    [Fact]
    public void Uneven_points_are_warned_of_and_even_ones_are_not()
    {
        new GeodesicSolver(Metric(0.95)).Solve(Start, End).Warnings.ShouldContain(warning => warning.Contains("longest segment"));
        new GeodesicSolver(Metric(0)).Solve(Start, End).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Search_that_ran_out_of_iterations_says_so()
    {
        GeodesicResult found = new GeodesicSolver(Metric(0.95), new GeodesicOptions { MaxIterations = 3 }).Solve(Start, End);
        found.IsConverged.ShouldBeFalse();
        found.Ending.ShouldBe(GeodesicEnding.IterationLimit);
        found.Minima.ShouldBeEmpty();
        found.GradientNorm.ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void Refinement_that_is_not_allowed_enough_points_says_so()
    {
        GeodesicOptions options = new() { RefinementTolerance = 1e-9, MaxPoints = 300 };
        GeodesicResult found = new GeodesicSolver(Metric(), options).Solve(Start, End);
        found.Ending.ShouldBe(GeodesicEnding.NotSettled);
        found.Levels.Select(level => level.Points).ShouldBe([60, 119, 237]);
    }

    [Fact]
    public void Field_that_fails_everywhere_between_gives_a_flagged_result()
    {
        GeodesicResult found = new GeodesicSolver(new SteinMetric(new WalledField(double.NaN, -10, 10))).Solve(Start, End);
        found.IsConverged.ShouldBeFalse();
        found.Ending.ShouldBe(GeodesicEnding.NotFinite);
        double.IsNaN(found.Length).ShouldBeTrue();
        found.Warnings.ShouldHaveSingleItem().ShouldContain("not finite between points");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Field_that_fails_on_the_straight_line_alone_is_gone_around(double failure)
    {
        // The wall crosses the straight line at y = −2 and leaves y > −1.8 and y < −2.2 free.
        GeodesicResult found = new GeodesicSolver(new SteinMetric(new WalledField(failure, -2.2, -1.8))).Solve(Start, End);
        found.Ending.ShouldNotBe(GeodesicEnding.NotFinite);
        double.IsFinite(found.Energy).ShouldBeTrue();
        found.Curve[30][1].ShouldNotBeInRange(-2.2, -1.8);
    }

    [Theory]
    [InlineData(GeodesicMethod.Newton)]
    [InlineData(GeodesicMethod.Lbfgs)]
    [InlineData(GeodesicMethod.Adam)]
    public void Derivative_that_fails_in_the_middle_of_the_only_start_is_not_overlooked(GeodesicMethod method)
    {
        // Finite entries of the gradient follow those that are not.
        GeodesicOptions options = new() { Method = method, MultiStart = false };
        GeodesicResult found = new GeodesicSolver(new SteinMetric(new UnevenField()), options).Solve(Start, End);
        found.Ending.ShouldBe(GeodesicEnding.NotFinite);
        found.Warnings.ShouldHaveSingleItem().ShouldContain("derivative");
    }

    [Fact]
    public void Adam_that_steps_into_a_wall_keeps_the_curve_before_it()
    {
        // The geodesic's middle is above the wall's foot at y = −1.5; the straight line passes below.
        SteinMetric metric = new(new WalledField(double.NaN, -1.5, 10));
        GeodesicOptions options = new() { Method = GeodesicMethod.Adam, MultiStart = false };
        GeodesicResult found = new GeodesicSolver(metric, options).Solve(Start, End);
        found.Ending.ShouldBe(GeodesicEnding.Stalled);
        found.GradientNorm.ShouldBeGreaterThan(0);
        found.Curve[30][1].ShouldBeInRange(-1.6, -1.5);
        CurveEnergy energy = new(MetricForm.Of(metric), found.Curve.SegmentCount);
        energy.Value(found.Curve.Coordinates).ShouldBe(found.Energy);
        energy.Value(Curve.Straight(Start, End, found.Curve.PointCount).Coordinates).ShouldBeGreaterThan(found.Energy);
    }

    [Fact]
    public void Metric_that_is_not_finite_at_an_end_is_refused_by_name()
    {
        GeodesicSolver solver = new(new SteinMetric(new WalledField(double.NaN, -10, 10)));
        Should.Throw<GeometryException>(() => solver.Solve([0, 0], End)).Message.ShouldContain("start");
        Should.Throw<GeometryException>(() => solver.Solve(Start, [0, 0])).Message.ShouldContain("end");
    }

    [Fact]
    public void End_points_of_wrong_size_or_not_finite_are_refused()
    {
        GeodesicSolver solver = new(Metric());
        Should.Throw<ArgumentException>(() => solver.Solve([1, 2, 3], End)).Message.ShouldContain("3 coordinates");
        Should.Throw<ArgumentException>(() => solver.Solve(Start, [1])).Message.ShouldContain("end");
        Should.Throw<ArgumentException>(() => solver.Solve([double.NaN, 0], End)).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => solver.Solve(Start, [0, double.NegativeInfinity])).Message.ShouldContain("-Infinity");
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new GeodesicSolver(Metric(), new GeodesicOptions { Points = 2 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new GeodesicSolver(Metric(), new GeodesicOptions { GradientTolerance = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new GeodesicSolver(Metric(), new GeodesicOptions { LearningRate = double.NaN }));
        Should.Throw<ArgumentException>(() => new GeodesicSolver(Metric(), new GeodesicOptions { Waypoints = [[1.0]] }));
    }

    [Fact]
    public void Cancelled_search_stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => new GeodesicSolver(Metric()).Solve(Start, End, source.Token));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(40)]
    public void Both_second_order_methods_find_the_same_geodesic_in_many_dimensions(int d)
    {
        SteinMetric metric = new(new GaussianField(new double[d], TestNumbers.Covariance(d, 2)));
        double[] start = TestNumbers.Normals(d, 3);
        double[] end = TestNumbers.Normals(d, 4);
        GeodesicOptions options = new() { MultiStart = false, CheckRefinement = false, Points = 30 };
        GeodesicResult blocks = new GeodesicSolver(metric, options with { Method = GeodesicMethod.Newton }).Solve(start, end);
        GeodesicResult products = new GeodesicSolver(metric, options with { Method = GeodesicMethod.Lbfgs }).Solve(start, end);
        GeodesicResult automatic = new GeodesicSolver(metric, options).Solve(start, end);
        blocks.IsConverged.ShouldBeTrue();
        products.IsConverged.ShouldBeTrue();
        automatic.IsConverged.ShouldBeTrue();
        products.Energy.ShouldBe(blocks.Energy, 1e-9 * blocks.Energy);
        automatic.Energy.ShouldBe(blocks.Energy, 1e-9 * blocks.Energy);
    }

    [Fact]
    public void Ensemble_of_one_field_twice_has_the_geodesics_of_that_field()
    {
        // The ensemble's second derivatives come from differences, the field's own in closed form.
        GaussianField field = new([0, 0], [1, 0.95, 0.95, 1]);
        EnsembleMetric ensemble = new([field, field]);
        GeodesicResult found = new GeodesicSolver(ensemble).Solve(Start, End);
        found.IsConverged.ShouldBeTrue();
        found.Energy.ShouldBe(9.1418336748, 1e-9);
        ensemble.LengthOf(found.Curve.Coordinates).StandardDeviation.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Ensemble_of_two_fields_has_a_geodesic_with_an_uncertain_length()
    {
        EnsembleMetric ensemble = new([new GaussianField([0, 0], [1, 0.8, 0.8, 1]), new GaussianField([0.2, 0], [1, 0.6, 0.6, 1])]);
        GeodesicResult found = new GeodesicSolver(ensemble).Solve(Start, End);
        found.IsConverged.ShouldBeTrue();
        LengthEstimate length = ensemble.LengthOf(found.Curve.Coordinates);
        length.StandardDeviation.ShouldBeGreaterThan(0.01);
        found.Length.ShouldBe(length.Mean, 3 * length.StandardDeviation);
    }

    [Fact]
    public void Geodesic_in_one_dimension_has_the_closed_length_and_constant_speed()
    {
        GeodesicResult found = new GeodesicSolver(new SteinMetric(new GaussianField([0], [1])), new GeodesicOptions { RefinementTolerance = 1e-6 })
            .Solve([-1], [3]);
        found.IsConverged.ShouldBeTrue();
        found.Length.ShouldBe(Math.Asinh(3) + Math.Asinh(1), 1e-5);
        found.Unevenness.ShouldBeLessThan(1e-6);
    }

    /// <summary>A standard normal's score without a derivative where |x| &lt; 1.</summary>
    private sealed class UnevenField : ScoreField
    {
        public override int Dimension => 2;

        public override void Score(ReadOnlySpan<double> points, Span<double> scores)
        {
            for (int k = 0; k < points.Length; k++)
            {
                scores[k] = -points[k];
            }
        }

        public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products)
        {
            for (int k = 0; k < points.Length; k++)
            {
                products[k] = Math.Abs(points[k & ~1]) < 1 ? double.NaN : -vectors[k];
            }
        }
    }

    /// <summary>A standard normal's score that fails where |x| &lt; 1 and y is between two bounds.</summary>
    private sealed class WalledField(double failure, double bottom, double top) : ScoreField
    {
        public override int Dimension => 2;

        public override void Score(ReadOnlySpan<double> points, Span<double> scores)
        {
            for (int row = 0; row < points.Length; row += 2)
            {
                bool isWall = Math.Abs(points[row]) < 1 && points[row + 1] > bottom && points[row + 1] < top;
                scores[row] = isWall ? failure : -points[row];
                scores[row + 1] = isWall ? failure : -points[row + 1];
            }
        }
    }
}
