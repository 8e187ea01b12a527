using Portolan.Geometry.Pictures.Drawing;
using Portolan.Geometry.Pictures.Raster;

namespace Portolan.Geometry.Tests.Pictures;

public sealed class EncoderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(64, 48)]
    public void A_png_holds_the_pixels_it_was_given(int width, int height)
    {
        Canvas canvas = Noise(width, height, colours: 1 << 24);
        var png = new DecodedPng(PngEncoder.Encode(canvas));
        (png.Width, png.Height).ShouldBe((width, height));
        png.Pixels.ShouldBe(canvas.Pixels);
        png.Chunks.ShouldBe(["IHDR", "sRGB", "pHYs", "IDAT", "IEND"]);
    }

    [Fact]
    public void A_png_uses_the_filter_that_suits_each_row()
    {
        var canvas = new Canvas(64, 64);
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                // Random, then flat, then running to the right, then running down and to the right.
                byte value = (byte)(y switch { < 16 => (x * 7919) ^ (y * 104729) ^ (x * y * 31), < 32 => 9, < 48 => (x * x) + (3 * (y & 1) * x), _ => (x * y) + x });
                canvas.Pixels.AsSpan(((y * 64) + x) * 3, 3).Fill(value);
            }
        }

        var png = new DecodedPng(PngEncoder.Encode(canvas));
        png.Pixels.ShouldBe(canvas.Pixels);
        png.Filters.Count.ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(254)]
    [InlineData(4000)]
    [InlineData(40_000)]
    public void Lzw_survives_any_length_and_a_full_table(int extra)
    {
        // Random pixels fill the table of 4,096 codes after about as many pixels, and again and again.
        Canvas canvas = Noise(1 + extra, 1, colours: 200);
        var gif = new DecodedGif(GifEncoder.Encode([canvas], [5]));
        gif.Frames.ShouldHaveSingleItem().ShouldBe(canvas.Pixels);
    }

    [Fact]
    public void Lzw_survives_every_width_of_the_last_code()
    {
        // A code is made for each pixel or two, so that the width grows by one somewhere around each of these lengths.
        foreach (int start in (ReadOnlySpan<int>)[1, 250, 505, 1018, 2042, 4080])
        {
            for (int length = start; length < start + 30; length++)
            {
                Canvas canvas = Noise(length, 1, colours: 250);
                new DecodedGif(GifEncoder.Encode([canvas], [5])).Frames[0].ShouldBe(canvas.Pixels, $"{length} pixels");
            }
        }
    }

    [Fact]
    public void Frames_of_a_gif_are_seen_as_they_were_drawn()
    {
        Canvas first = Noise(40, 30, colours: 60), second = first.Copy(), third = first.Copy();
        second.Pixels.AsSpan(600, 30).Fill(77);
        third.Pixels.AsSpan(0, 3).Fill(1);
        third.Pixels.AsSpan(3597, 3).Fill(2);
        var gif = new DecodedGif(GifEncoder.Encode([first, second, second, third], [10, 7, 7, 250]));
        gif.Repeats.ShouldBeTrue();
        gif.Delays.ShouldBe([10, 7, 7, 250]);
        gif.Frames.ShouldBe([first.Pixels, second.Pixels, second.Pixels, third.Pixels]);
    }

    [Fact]
    public void Many_colours_become_few_that_are_near()
    {
        Canvas canvas = Noise(200, 100, colours: 1 << 24);
        byte[] seen = new DecodedGif(GifEncoder.Encode([canvas], [5])).Frames[0];
        // 255 boxes of a cube of side 256 are about 40 wide, so that a colour is about 20 from its box's middle in each channel.
        Enumerable.Range(0, seen.Length).Average(i => Math.Abs(seen[i] - canvas.Pixels[i])).ShouldBeLessThan(14);
    }

    [Fact]
    public void A_table_of_colours_does_not_depend_on_the_order_of_pixels()
    {
        Canvas canvas = Noise(64, 64, colours: 4000), turned = new(64, 64);
        for (int i = 0; i < 64 * 64; i++)
        {
            canvas.Pixels.AsSpan(i * 3, 3).CopyTo(turned.Pixels.AsSpan(((64 * 64) - 1 - i) * 3));
        }

        ColourTable.For([canvas], 100).Colours.ShouldBe(ColourTable.For([turned], 100).Colours);
        ColourTable.For([canvas], 100).Colours.Count.ShouldBe(100);
    }

    private static Canvas Noise(int width, int height, int colours)
    {
        var random = new Random(width + (1000 * height));
        uint[] palette = [.. Enumerable.Range(0, Math.Min(colours, 70_000)).Select(_ => (uint)random.Next(1 << 24))];
        var canvas = new Canvas(width, height);
        for (int i = 0; i < canvas.Pixels.Length; i += 3)
        {
            Colour colour = Colour.FromHex(palette[random.Next(palette.Length)]);
            (canvas.Pixels[i], canvas.Pixels[i + 1], canvas.Pixels[i + 2]) = (colour.Red, colour.Green, colour.Blue);
        }

        return canvas;
    }
}
