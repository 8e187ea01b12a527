using System.Globalization;
using System.Security.Cryptography;
using Portolan.Encoders.Images;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.Images;

public sealed class ImageResizeTests
{
    [Fact]
    public void Bytes_are_those_of_Pillow()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("tests/Portolan.Encoders.Tests/Golden/images/resize.csv"));
        lines.Length.ShouldBe(61);
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split(',');
            int[] n = [.. cells[..6].Select(cell => int.Parse(cell, CultureInfo.InvariantCulture))];
            PixelImage picture = Pictures.Generate((ulong)n[0], n[1], n[2]);
            foreach (bool vectorized in (bool[])[false, true])
            {
                PixelImage resized = ImageResize.Resize(picture, n[3], n[4], (ResizeFilter)n[5], vectorized);
                (resized.Width, resized.Height).ShouldBe((n[3], n[4]));
                Convert.ToHexStringLower(SHA256.HashData(resized.Pixels.Span)).ShouldBe(cells[6], $"{line}, vectorized {vectorized}");
            }
        }
    }

    [Theory]
    [InlineData(ResizeFilter.Lanczos)]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.Bicubic)]
    [InlineData(ResizeFilter.Box)]
    [InlineData(ResizeFilter.Hamming)]
    public void Vectors_and_scalars_agree_at_every_width(ResizeFilter filter)
    {
        for (int width = 1; width <= 40; width++)
        {
            PixelImage picture = Pictures.Generate((ulong)width, width, 1 + (width * 7 % 11));
            int newWidth = 1 + (width * 5 % 23);
            ImageResize.Resize(picture, newWidth, 9, filter, vectorized: true).Pixels.Span
                .SequenceEqual(ImageResize.Resize(picture, newWidth, 9, filter, vectorized: false).Pixels.Span).ShouldBeTrue($"{width} to {newWidth}");
        }
    }

    [Fact]
    public void One_colour_stays_that_colour()
    {
        byte[] pixels = new byte[50 * 31 * 3];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (200, 7, 255);
        }

        foreach (ResizeFilter filter in Enum.GetValues<ResizeFilter>().Where(filter => filter != ResizeFilter.None))
        {
            PixelImage resized = ImageResize.Resize(new PixelImage(50, 31, pixels), 17, 77, filter);
            for (int i = 0; i < 17 * 77; i++)
            {
                resized.Pixels.Span.Slice(i * 3, 3).ToArray().ShouldBe([200, 7, 255], $"{filter} at {i}");
            }
        }
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        PixelImage picture = Pictures.Generate(1, 5, 4);
        ImageResize.Resize(picture, 5, 4, ResizeFilter.Bicubic).ShouldBeSameAs(picture);
        ImageResize.CenterCrop(picture, 5, 4).ShouldBeSameAs(picture);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(65_536, 1)]
    [InlineData(1, 65_536)]
    [InlineData(65_535, 65_535)]
    public void Sizes_out_of_range_are_refused(int width, int height)
    {
        PixelImage picture = Pictures.Generate(1, 5, 4);
        Should.Throw<ArgumentOutOfRangeException>(() => ImageResize.Resize(picture, width, height, ResizeFilter.Bicubic));
        Should.Throw<ArgumentOutOfRangeException>(() => ImageResize.CenterCrop(picture, width, height));
    }

    [Fact]
    public void No_filter_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ImageResize.Resize(Pictures.Generate(1, 5, 4), 2, 2, ResizeFilter.None));

    [Theory]
    [InlineData(640, 480, 224, 298, 224)]
    [InlineData(480, 640, 224, 224, 298)]
    [InlineData(100, 100, 7, 7, 7)]
    [InlineData(3, 1000, 224, 224, 74_666)]
    public void Shortest_edge_rounds_the_longer_side_down(int width, int height, int edge, int expectedWidth, int expectedHeight) =>
        ImageResize.ShortestEdge(width, height, edge).ShouldBe((expectedWidth, expectedHeight));

    [Fact]
    public void Crop_takes_the_middle_and_pads_with_black()
    {
        PixelImage picture = new(4, 1, [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
        ImageResize.CenterCrop(picture, 2, 1).Pixels.ToArray().ShouldBe([2, 2, 2, 3, 3, 3]);
        ImageResize.CenterCrop(picture, 1, 1).Pixels.ToArray().ShouldBe([2, 2, 2]);
        ImageResize.CenterCrop(picture, 2, 2).Pixels.ToArray().ShouldBe([0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3, 3]);
        ImageResize.CenterCrop(picture, 6, 1).Pixels.ToArray().ShouldBe([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 0, 0, 0]);
    }
}
