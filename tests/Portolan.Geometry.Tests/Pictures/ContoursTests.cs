using Portolan.Geometry.Pictures;
using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Plots;

namespace Portolan.Geometry.Tests.Pictures;

public sealed class ContoursTests
{
    private static readonly PlotRegion Region = new(-4, 4, -3, 3);

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Contours_of_a_gaussian_are_its_ellipses(double deviations)
    {
        var field = new GaussianField([0.3, -0.2], [1, 0.8, 0.8, 1]);
        ValueGrid grid = ValueGrid.Of(Region, 161, (points, values) => field.LogDensity(points, values));
        double[] peak = new double[1];
        field.LogDensity(field.Mean, peak);
        Line line = Contours.LineAt(grid, peak[0] - Backdrop.Depth(deviations)).ShouldHaveSingleItem();
        line.Closed.ShouldBeTrue();
        foreach (Point point in line.Points)
        {
            // (x − μ)ᵀ Σ⁻¹ (x − μ) = k²; linear interpolation in cells of 0.05 with curvature up to 1/0.2 is wrong by up to 0.05² / 8 / 0.2.
            double x = point.X - 0.3, y = point.Y + 0.2;
            double square = ((x * x) - (1.6 * x * y) + (y * y)) / 0.36;
            square.ShouldBe(deviations * deviations, 0.02);
        }

        Area(line).ShouldBe(Math.PI * deviations * deviations * 0.6, 0.02 * deviations * deviations);
    }

    [Fact]
    public void A_contour_that_leaves_the_grid_is_open_and_ends_at_its_edge()
    {
        ValueGrid grid = ValueGrid.Of(Region, 33, (points, values) => Fill(points, values, (x, _) => x));
        Line line = Contours.LineAt(grid, 1.1).ShouldHaveSingleItem();
        line.Closed.ShouldBeFalse();
        line.Points.ShouldAllBe(point => Math.Abs(point.X - 1.1) < 1e-12);
        new[] { line.Points[0].Y, line.Points[^1].Y }.Order().ShouldBe([-3, 3]);
    }

    [Fact]
    public void Greater_values_are_to_the_left_of_a_contour()
    {
        ValueGrid grid = ValueGrid.Of(Region, 33, (points, values) => Fill(points, values, (x, y) => -(x * x) - (y * y)));
        SignedArea(Contours.LineAt(grid, -4)[0]).ShouldBeGreaterThan(0);
        ValueGrid bowl = ValueGrid.Of(Region, 33, (points, values) => Fill(points, values, (x, y) => (x * x) + (y * y)));
        SignedArea(Contours.LineAt(bowl, 4)[0]).ShouldBeLessThan(0);
    }

    [Fact]
    public void A_region_is_closed_along_the_edge_of_the_grid()
    {
        ValueGrid grid = ValueGrid.Of(Region, 33, (points, values) => Fill(points, values, (x, _) => x));
        Line right = Contours.RegionAbove(grid, 1).ShouldHaveSingleItem();
        right.Closed.ShouldBeTrue();
        Area(right).ShouldBe(3 * 6, 1e-9);
        Area(Contours.RegionAbove(grid, -100).ShouldHaveSingleItem()).ShouldBe(8 * 6, 1e-9);
        Contours.RegionAbove(grid, 100).ShouldBeEmpty();
    }

    [Fact]
    public void A_region_with_a_hole_has_two_borders()
    {
        ValueGrid grid = ValueGrid.Of(Region, 161, (points, values) => Fill(points, values, (x, y) => -Math.Abs(Math.Sqrt((x * x) + (y * y)) - 2)));
        List<Line> ring = Contours.RegionAbove(grid, -0.5);
        ring.Count.ShouldBe(2);
        ring.Sum(SignedArea).ShouldBe(Math.PI * ((2.5 * 2.5) - (1.5 * 1.5)), 0.05);
    }

    [Fact]
    public void Around_a_saddle_every_piece_belongs_to_one_line()
    {
        // An odd number of nodes puts none on the saddle, so that the middle cell has all four of its sides crossed.
        ValueGrid grid = ValueGrid.Of(new PlotRegion(-1, 1, -1, 1), 8, (points, values) => Fill(points, values, (x, y) => x * y));
        List<Line> apart = Contours.LineAt(grid, 0.001), joined = Contours.LineAt(grid, -0.001);
        apart.Count.ShouldBe(2);
        joined.Count.ShouldBe(2);
        apart.ShouldAllBe(line => line.Points.All(point => point.X * line.Points[0].X > 0), "each stays in its quadrant");
        joined.ShouldAllBe(line => line.Points.All(point => point.X * line.Points[0].X > 0));
    }

    [Fact]
    public void Values_that_are_not_numbers_are_less_than_any_level()
    {
        ValueGrid grid = ValueGrid.Of(Region, 33, (points, values) => Fill(points, values, (x, _) => x < 0 ? double.NaN : x));
        foreach (Line line in Contours.RegionAbove(grid, -1))
        {
            line.Points.ShouldAllBe(point => double.IsFinite(point.X) && double.IsFinite(point.Y) && point.X > -0.3);
        }

        grid.Range().ShouldBe((0, 4));
        new ValueGrid(Region, 2, 2, [double.NaN, double.NaN, double.NaN, double.NaN]).Range().ShouldBe((double.NaN, double.NaN));
    }

    [Fact]
    public void Random_fields_give_closed_regions_whose_area_is_that_of_the_values()
    {
        var random = new Random(20261122);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] values = [.. Enumerable.Range(0, 12 * 9).Select(_ => random.NextDouble())];
            var grid = new ValueGrid(new PlotRegion(0, 11, 0, 8), 12, 9, values);
            double level = random.NextDouble();
            List<Line> above = Contours.RegionAbove(grid, level), below = Contours.RegionAbove(new ValueGrid(grid.Region, 12, 9, [.. values.Select(value => -value)]), -level);
            above.Concat(below).ShouldAllBe(line => line.Closed);
            // What is above and what is below make up the whole.
            (above.Sum(SignedArea) + below.Sum(SignedArea)).ShouldBe(88, 1e-9);
        }
    }

    private static void Fill(double[] points, double[] values, Func<double, double, double> function)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = function(points[2 * i], points[(2 * i) + 1]);
        }
    }

    private static double Area(Line line) => Math.Abs(SignedArea(line));

    private static double SignedArea(Line line) => line.Points
        .Select((point, i) => (point, next: line.Points[(i + 1) % line.Points.Count]))
        .Sum(pair => (pair.point.X * pair.next.Y) - (pair.next.X * pair.point.Y)) / 2;
}
