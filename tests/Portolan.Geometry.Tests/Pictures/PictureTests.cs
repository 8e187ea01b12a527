using System.Xml.Linq;
using Portolan.Geometry.Pictures;
using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Plots;
using Portolan.Geometry.Pictures.Raster;
using Portolan.Testing;

namespace Portolan.Geometry.Tests.Pictures;

public sealed class PictureTests
{
    private static readonly SteinMetric Metric = new(new GaussianField([0, 0], [1, 0.8, 0.8, 1]));
    private static readonly PlotRegion Region = new(-4, 4, -3, 3);
    private static readonly PictureOptions Small = new() { Width = 320 };

    [Theory]
    [InlineData(PictureTheme.Light)]
    [InlineData(PictureTheme.Dark)]
    [InlineData(PictureTheme.Auto)]
    public void Every_kind_of_shape_is_written_as_svg(PictureTheme theme)
    {
        var scene = new Scene(200, 120) { Plot = new Box(20, 10, 160, 80) };
        scene.Rectangle(new Box(0, 0, 200, 120), Role.Paper);
        scene.Polyline([new(20, 20), new(60, 40.126), new(100, 20)], CurveMarks.Straight);
        scene.Path([new Line([new(30, 30), new(90, 30), new(60, 80)], Closed: true), new Line([new(50, 40), new(70, 40), new(60, 55)], Closed: true)], new Paint(Role.Sea, 0.5, 0.7), CurveMarks.Geodesic);
        scene.Ellipse(new Point(140, 50), 30, 12, 0.5, new Paint(Role.Ellipse, 0.14), new Stroke(Role.Ellipse, 1.3));
        scene.Text(new Point(20, 110), "log p < ½ & \"more\"", 12.5, Role.Ink, bold: true);
        scene.Text(new Point(12, 60), "up", 11.5, Role.Soft, TextAnchor.Middle, upwards: true);
        string svg = SvgWriter.Write(scene, theme, "A <test>");
        XDocument.Parse(svg).Root!.Name.LocalName.ShouldBe("svg");
        Golden.Equal($"pictures/shapes-{theme}.svg".ToLowerInvariant(), svg);
    }

    [Fact]
    public void Arrows_and_ellipses_of_a_field_are_drawn_as_reviewed() =>
        Golden.Equal("pictures/field.svg", FieldPicture.Draw(Metric, Region, Small with { Layers = PictureLayers.Arrows | PictureLayers.Ellipses, Note = "Gaussian" }).ToSvg());

    [Fact]
    public void Arrows_point_uphill_and_ellipses_lie_along_the_score()
    {
        Scene scene = FieldPicture.Draw(Metric, Region, Small with { Layers = PictureLayers.Ellipses }).Scene;
        // The last one is in the legend.
        foreach (EllipseShape ellipse in scene.Shapes.OfType<EllipseShape>().SkipLast(1))
        {
            double x = Region.Left + ((ellipse.Centre.X - scene.Plot.Left) / scene.Plot.Width * Region.Width);
            double y = Region.Top - ((ellipse.Centre.Y - scene.Plot.Top) / scene.Plot.Height * Region.Height);
            // The two half axes of {v : vᵀ g v = r²} are r / √eigenvalue.
            double[] g = Metric.ToMatrix([x, y]);
            double trace = g[0] + g[3], determinant = (g[0] * g[3]) - (g[1] * g[2]);
            double least = (trace / 2) - Math.Sqrt(Math.Max(0, (trace * trace / 4) - determinant));
            (ellipse.RadiusY / ellipse.RadiusX).ShouldBe(Math.Sqrt(least), 1e-6);
            double[] along = [Math.Cos(-ellipse.Angle), Math.Sin(-ellipse.Angle)], form = new double[1];
            Metric.QuadraticForm([x, y], along, form);
            form[0].ShouldBe(least, 1e-9);
        }
    }

    [Fact]
    public void Both_axes_have_one_scale_and_the_picture_has_the_asked_for_width()
    {
        foreach (PlotRegion region in new[] { Region, new PlotRegion(0, 1, 0, 6), new PlotRegion(-3, 3, 0, 1) })
        {
            Picture picture = FieldPicture.Draw(Metric, region, Small with { Layers = PictureLayers.None });
            picture.Width.ShouldBe(320);
            (picture.Scene.Plot.Width / region.Width).ShouldBe(picture.Scene.Plot.Height / region.Height, 1e-9);
            picture.Scene.Plot.Bottom.ShouldBeLessThan(picture.Height);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_png_is_the_same_drawing(bool dark)
    {
        var picture = FieldPicture.Draw(Metric, Region, Small);
        var png = new DecodedPng(picture.ToPng(dark ? PictureTheme.Dark : PictureTheme.Light, scale: 1));
        (png.Width, png.Height).ShouldBe(((int)picture.Width, (int)picture.Height));
        Pixel(png, 1, 1).ShouldBe(new Paint(Role.Paper).Of(dark));
        Box plot = picture.Scene.Plot;
        // The middle of the plot is the mean, in the deepest band, but for the arrow on it: a little beside it.
        Colour middle = Pixel(png, (int)(plot.Left + (plot.Width / 2)) + 3, (int)(plot.Top + (plot.Height / 2)) - 6);
        middle.ShouldBe(new Paint(Role.Sea, 1, 1).Of(dark));
    }

    [Fact]
    public void A_geodesic_is_drawn_with_its_numbers_and_without_a_lie()
    {
        GeodesicResult found = new GeodesicSolver(Metric).Solve([-4, -2], [4, -2]);
        string svg = GeodesicPicture.Draw(Metric, found, options: Small).ToSvg(PictureTheme.Light);
        svg.ShouldContain("geodesic: length 4.2000, energy 8.8199");
        svg.ShouldContain("straight: length 5.5161, energy 16.2151");
        svg.ShouldContain("Geodesic of the Stein metric");
        GeodesicResult cut = new GeodesicSolver(Metric, new GeodesicOptions { Method = GeodesicMethod.Adam, MaxIterations = 20, MultiStart = false }).Solve([-4, -2], [4, -2]);
        string doubtful = GeodesicPicture.Draw(Metric, cut, options: Small).ToSvg(PictureTheme.Light);
        doubtful.ShouldContain("the search did not converge");
        doubtful.ShouldNotContain("Geodesic of the Stein metric");
    }

    [Fact]
    public void An_animation_starts_straight_and_ends_at_the_geodesic()
    {
        var recorder = new GeodesicRecorder();
        GeodesicResult found = new GeodesicSolver(Metric, new GeodesicOptions { Observer = recorder.Observe, CheckRefinement = false }).Solve([-4, -2], [4, -2]);
        GeodesicAnimation animation = GeodesicAnimation.Draw(Metric, recorder, options: Small with { Layers = PictureLayers.None });
        var gif = new DecodedGif(animation.ToGif());
        gif.Frames.Count.ShouldBe(animation.FrameCount);
        gif.Repeats.ShouldBeTrue();
        Colour red = new Paint(Role.Geodesic).Of(dark: false);
        foreach ((int frame, double[] curve) in new[] { (0, Curve.Straight([-4, -2], [4, -2], 60).Coordinates.ToArray()), (gif.Frames.Count - 1, found.Curve.Coordinates.ToArray()) })
        {
            PathShape line = animation.FrameScene(frame).Shapes.OfType<PathShape>().First();
            for (int i = 2; i < 58; i++)
            {
                Point at = line.Lines[0].Points[i];
                int offset = (((int)at.Y * gif.Width) + (int)at.X) * 3;
                Math.Abs(gif.Frames[frame][offset] - red.Red).ShouldBeLessThan(12, $"point {i} of frame {frame}");
                Math.Abs(gif.Frames[frame][offset + 1] - red.Green).ShouldBeLessThan(24);
            }

            curve.Length.ShouldBe(120);
        }

        animation.ToHtml().ShouldContain("\"text\":\"step 0: energy 16.2151");
    }

    [Fact]
    public void A_recorder_keeps_the_first_and_the_last_of_very_many_steps()
    {
        var recorder = new GeodesicRecorder();
        new GeodesicSolver(Metric, new GeodesicOptions { Method = GeodesicMethod.Adam, MaxIterations = 3000, MultiStart = false, CheckRefinement = false, Observer = recorder.Observe }).Solve([-4, -2], [4, -2]);
        recorder.Steps[0].Iteration.ShouldBe(0);
        recorder.Steps[^1].Iteration.ShouldBe(3000);
        recorder.Count.ShouldBeInRange(80, 200);
        recorder.Steps.Zip(recorder.Steps.Skip(1), (a, b) => b.Iteration - a.Iteration).ShouldAllBe(gap => gap > 0);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        var solid = new SteinMetric(new GaussianField([0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1]));
        Should.Throw<ArgumentException>(() => FieldPicture.Draw(solid, Region)).Message.ShouldStartWith("A picture shows two dimensions, the field has 3.");
        Should.Throw<ArgumentException>(() => FieldPicture.Draw(Metric, new PlotRegion(1, 1, 0, 1)));
        Should.Throw<ArgumentException>(() => FieldPicture.Draw(Metric, new PlotRegion(double.NaN, 1, 0, 1)));
        Should.Throw<ArgumentException>(() => LandscapePicture.Draw(Metric, [0, 0], Region));
        Should.Throw<ArgumentException>(() => LandscapePicture.Draw(Metric, [1], Region));
        Should.Throw<ArgumentException>(() => FieldPicture.Draw(Metric, Region, new PictureOptions { Width = 10 }));
        Should.Throw<ArgumentException>(() => GeodesicAnimation.Draw(Metric, new GeodesicRecorder()));
        Should.Throw<ArgumentException>(() => FieldPicture.Draw(Metric, Region).Save("x.jpg")).Message.ShouldStartWith("A picture is written as .svg or .png, not as '.jpg'.");
        Should.Throw<ArgumentOutOfRangeException>(() => FieldPicture.Draw(Metric, Region).ToPng(scale: 9));
        Should.Throw<GeometryException>(() => ExplorerPage.Render([1, 1, 1, 1], [0, 0], [1, 1]));
        Should.Throw<ArgumentException>(() => ExplorerPage.Render([100, 0, 0, 1], [0, 0], [1, 1]));
        Should.Throw<ArgumentException>(() => ExplorerPage.Render([1, 0, 0, 1], [0, 9], [1, 1]));
    }

    [Fact]
    public void Pages_refer_to_nothing_outside_themselves()
    {
        string page = ExplorerPage.Render([1, 0.8, 0.8, 1], [-4, -2], [4, -2], 2, PictureTheme.Dark);
        page.ShouldContain("data-theme=\"dark\"");
        page.ShouldContain("\"damping\":2");
        page.ShouldNotContain("{{");
        page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).ShouldNotContain("http");
    }

    private static Colour Pixel(DecodedPng png, int x, int y)
    {
        int at = ((y * png.Width) + x) * 3;
        return new Colour(png.Pixels[at], png.Pixels[at + 1], png.Pixels[at + 2]);
    }
}
