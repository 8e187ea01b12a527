using Portolan.Geometry.Pictures;
using Portolan.Geometry.Pictures.Plots;

namespace Portolan.Geometry.Tests.Pictures;

public sealed class TicksTests
{
    [Theory]
    [InlineData(-4.3, 4.3, 9, "−4 −3 −2 −1 0 1 2 3 4")]
    [InlineData(-4.3, 4.3, 5, "−4 −2 0 2 4")]
    [InlineData(0, 1, 10, "0.0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0")]
    [InlineData(0.12, 0.31, 4, "0.15 0.20 0.25 0.30")]
    [InlineData(-0.5, 0.5, 4, "−0.5 0.0 0.5")]
    [InlineData(0, 3e7, 3, "0 1e7 2e7 3e7")]
    public void Ticks_are_round(double from, double to, int most, string expected) =>
        string.Join(' ', Ticks.Between(from, to, most).Select(tick => Ticks.Label(tick, to - from, most))).ShouldBe(expected);

    [Fact]
    public void Ticks_lie_in_the_range_and_are_not_too_many()
    {
        var random = new Random(3);
        for (int i = 0; i < 500; i++)
        {
            double from = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 7)), to = from + Math.Pow(10, (random.NextDouble() * 12) - 6);
            IReadOnlyList<double> ticks = Ticks.Between(from, to, 7);
            ticks.Count.ShouldBeInRange(1, 8);
            ticks.ShouldAllBe(tick => tick >= from - ((to - from) * 1e-6) && tick <= to + ((to - from) * 1e-6));
        }
    }

    [Fact]
    public void A_region_around_points_holds_them_and_is_never_flat()
    {
        PlotRegion region = PlotRegion.Around([-4, -2, 4, -2], 0.1);
        (region.Left, region.Right).ShouldBe((-4.8, 4.8));
        (region.Width / region.Height).ShouldBeLessThanOrEqualTo(6);
        ((region.Bottom + region.Top) / 2).ShouldBe(-2, 1e-12);
        PlotRegion.Around([1, 1]).Width.ShouldBeGreaterThan(0);
        Should.Throw<ArgumentException>(() => PlotRegion.Around([]));
        Should.Throw<ArgumentException>(() => PlotRegion.Around([1, double.NaN]));
    }
}
