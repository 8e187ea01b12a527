using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Raster;

namespace Portolan.Geometry.Tests.Pictures;

public sealed class RasterTests
{
    private static readonly Colour Black = new(0, 0, 0);
    private static readonly Colour White = new(255, 255, 255);

    [Theory]
    [InlineData(2, 3, 10, 8)]
    [InlineData(2.25, 3.5, 9.75, 7.75)]
    [InlineData(4.5, 4.5, 4.75, 4.625)]
    public void A_rectangle_covers_its_area(double left, double top, double right, double bottom) =>
        Covered(filler => filler.Add([new(left, top), new(right, top), new(right, bottom), new(left, bottom)])).ShouldBe((right - left) * (bottom - top), 0.05);

    [Theory]
    [InlineData(1)]
    [InlineData(3.3)]
    [InlineData(14)]
    public void A_disc_covers_its_area(double radius) =>
        Covered(filler => filler.Add(Stroker.Disc(new Point(16.2, 15.7), radius))).ShouldBe(Math.PI * radius * radius, 0.003 * Math.PI * radius * radius + 0.02);

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    [InlineData(1.2)]
    [InlineData(2.9)]
    public void A_stroke_covers_its_length_times_its_width_and_its_round_ends(double angle)
    {
        (double sin, double cos) = Math.SinCos(angle);
        Point from = new(16 - (9 * cos), 16 - (9 * sin)), to = new(16 + (9 * cos), 16 + (9 * sin));
        Covered(filler => Stroker.Add(filler, [from, to], closed: false, 3, null), evenOdd: false).ShouldBe((18 * 3) + (Math.PI * 2.25), 0.5);
    }

    [Fact]
    public void A_closed_stroke_leaves_its_inside_alone()
    {
        Point[] square = [new(6, 6), new(26, 6), new(26, 26), new(6, 26)];
        Covered(filler => Stroker.Add(filler, square, closed: true, 2, null), evenOdd: false).ShouldBe((22 * 22) - (18 * 18) - (4 - Math.PI), 0.3);
    }

    [Fact]
    public void Dashes_follow_the_line_around_corners()
    {
        List<Point>[] dashes = [.. Stroker.Dashes([new(0, 0), new(5, 0), new(5, 5)], 3, 1)];
        dashes.Length.ShouldBe(3);
        dashes[0].ShouldBe([new(0, 0), new(3, 0)]);
        dashes[1].ShouldBe([new(4, 0), new(5, 0), new(5, 2)]);
        dashes[2].ShouldBe([new(5, 3), new(5, 5)]);
    }

    [Fact]
    public void Overlaps_are_holes_or_not_by_the_rule()
    {
        static void Two(PolygonFiller filler)
        {
            filler.Add([new(4, 4), new(20, 4), new(20, 20), new(4, 20)]);
            filler.Add([new(8, 8), new(16, 8), new(16, 16), new(8, 16)]);
        }

        Covered(Two, evenOdd: true).ShouldBe(256 - 64, 0.01);
        Covered(Two, evenOdd: false).ShouldBe(256, 0.01);
    }

    [Fact]
    public void Nothing_is_drawn_outside_of_the_clip()
    {
        var canvas = new Canvas(32, 32);
        canvas.Clear(White);
        var filler = new PolygonFiller(canvas);
        filler.Add([new(-100, -100), new(200, -100), new(200, 200), new(-100, 200)]);
        filler.Fill(Black, 1, evenOdd: true, new Box(4, 6, 10, 8));
        for (int y = 0; y < 32; y++)
        {
            for (int x = 0; x < 32; x++)
            {
                canvas[x, y].ShouldBe(x is >= 4 and < 14 && y is >= 6 and < 14 ? Black : White, $"{x}, {y}");
            }
        }
    }

    [Fact]
    public void What_is_not_a_number_is_not_drawn() =>
        Covered(filler => filler.Add([new(double.NaN, 4), new(20, double.PositiveInfinity), new(20, double.NaN)])).ShouldBe(0);

    [Fact]
    public void Half_transparent_ink_is_half_as_dark()
    {
        var canvas = new Canvas(4, 4);
        canvas.Clear(White);
        var filler = new PolygonFiller(canvas);
        filler.Add([new(0, 0), new(4, 0), new(4, 4), new(0, 4)]);
        filler.Fill(Black, 0.5, evenOdd: true, new Box(0, 0, 4, 4));
        canvas[1, 1].ShouldBe(new Colour(128, 128, 128));
    }

    [Fact]
    public void Every_letter_that_a_picture_writes_is_in_the_font()
    {
        const string signs = "…–−·×²½°√∇λσΣμθ≤≥∞";
        for (char letter = ' '; letter <= '~'; letter++)
        {
            StrokeFont.Has(letter).ShouldBeTrue($"'{letter}'");
        }

        signs.ShouldAllBe(sign => StrokeFont.Has(sign));
        StrokeFont.Has('語').ShouldBeFalse();
        StrokeFont.Lines("語").ShouldNotBeEmpty("a missing letter is a box");
    }

    [Fact]
    public void Letters_stay_in_their_place_and_digits_are_equally_wide()
    {
        for (char letter = '!'; letter <= '~'; letter++)
        {
            double width = StrokeFont.Width(letter.ToString());
            foreach (Point point in StrokeFont.Lines(letter.ToString()).SelectMany(line => line))
            {
                point.X.ShouldBeInRange(-0.001, width + 0.001, $"'{letter}'");
                point.Y.ShouldBeInRange(-0.85, 0.25, $"'{letter}'");
            }
        }

        "0123456789".Select(digit => StrokeFont.Width(digit.ToString())).Distinct().ShouldHaveSingleItem();
        StrokeFont.Width("AB").ShouldBe(StrokeFont.Width("A") + StrokeFont.Width("B"), 1e-12);
    }

    /// <summary>The area that is black, in pixels.</summary>
    private static double Covered(Action<PolygonFiller> draw, bool evenOdd = true)
    {
        var canvas = new Canvas(32, 32);
        canvas.Clear(White);
        var filler = new PolygonFiller(canvas);
        draw(filler);
        filler.Fill(Black, 1, evenOdd, new Box(0, 0, 32, 32));
        return canvas.Pixels.Where((_, i) => i % 3 == 0).Sum(value => (255 - value) / 255.0);
    }
}
