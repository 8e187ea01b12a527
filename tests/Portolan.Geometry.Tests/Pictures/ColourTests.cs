using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Tests.Pictures;

public sealed class ColourTests
{
    private static readonly ColourRamp[] Ramps = [ColourRamp.SeaOnLight, ColourRamp.SeaOnDark, ColourRamp.Relief];

    [Fact]
    public void Equal_steps_of_a_value_are_equal_steps_to_the_eye()
    {
        foreach (ColourRamp ramp in Ramps)
        {
            const int steps = 64;
            double[] distances = [.. Enumerable.Range(0, steps).Select(i => Distance(ramp.LabOf((double)i / steps), ramp.LabOf((i + 1.0) / steps)))];
            // Chords of a curved path are a little shorter where it bends more.
            (distances.Max() / distances.Min()).ShouldBeLessThan(1.01);
        }
    }

    [Fact]
    public void Lightness_goes_one_way_and_all_colours_exist()
    {
        foreach (ColourRamp ramp in Ramps)
        {
            double[] lightness = [.. Enumerable.Range(0, 101).Select(i => ramp.LabOf(i / 100.0).L)];
            int[] signs = [.. lightness.Zip(lightness.Skip(1), (a, b) => Math.Sign(b - a)).Distinct()];
            signs.ShouldHaveSingleItem().ShouldNotBe(0);
            ramp.GamutMargin().ShouldBeGreaterThan(0);
        }
    }

    [Theory]
    [InlineData(1.0, 0, 0, "#ffffff")]
    [InlineData(0.0, 0, 0, "#000000")]
    [InlineData(0.6279553606, 0.2576833077, 29.2338851923, "#ff0000")]
    [InlineData(0.8664396115, 0.2948272403, 142.4953388878, "#00ff00")]
    [InlineData(0.4520137183, 0.3132143717, 264.0520206381, "#0000ff")]
    public void Oklch_gives_the_published_primaries(double lightness, double chroma, double hue, string colour) =>
        Colour.FromOklch(lightness, chroma, hue).ToString().ShouldBe(colour);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_and_lines_stand_out_from_what_is_behind_them(bool dark)
    {
        Colour paper = new Paint(Role.Paper).Of(dark), ground = new Paint(Role.Ground).Of(dark), deepest = new Paint(Role.Sea, 1, 1).Of(dark);
        Contrast(new Paint(Role.Ink).Of(dark), paper).ShouldBeGreaterThan(7);
        Contrast(new Paint(Role.Soft).Of(dark), paper).ShouldBeGreaterThan(4.5);
        foreach (Role role in new[] { Role.Contour, Role.Arrow, Role.Ellipse, Role.Geodesic, Role.Straight })
        {
            Contrast(new Paint(role).Of(dark), ground).ShouldBeGreaterThan(3, role.ToString());
        }

        Contrast(new Paint(Role.Straight).Of(dark), deepest).ShouldBeGreaterThan(3);
    }

    // WCAG 2.2, relative luminance and contrast ratio.
    private static double Contrast(Colour a, Colour b)
    {
        double first = Luminance(a), second = Luminance(b);
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(Colour colour) => (0.2126 * Linear(colour.Red)) + (0.7152 * Linear(colour.Green)) + (0.0722 * Linear(colour.Blue));

    private static double Linear(byte value)
    {
        double part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }

    private static double Distance((double L, double A, double B) a, (double L, double A, double B) b) =>
        Math.Sqrt(((a.L - b.L) * (a.L - b.L)) + ((a.A - b.A) * (a.A - b.A)) + ((a.B - b.B) * (a.B - b.B)));
}
