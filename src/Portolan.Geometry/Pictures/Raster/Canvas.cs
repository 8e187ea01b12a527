using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Raster;

/// <summary>An opaque picture of pixels, three bytes each, row by row from the top.</summary>
internal sealed class Canvas
{
    public Canvas(int width, int height)
        : this(width, height, new byte[checked(width * height * 3)])
    {
    }

    private Canvas(int width, int height, byte[] pixels)
    {
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>(height, width, 3) row-major: red, green, blue.</summary>
    public byte[] Pixels { get; }

    public Colour this[int x, int y]
    {
        get
        {
            int at = ((y * Width) + x) * 3;
            return new Colour(Pixels[at], Pixels[at + 1], Pixels[at + 2]);
        }
    }

    public Canvas Copy() => new(Width, Height, (byte[])Pixels.Clone());

    public void Clear(Colour colour)
    {
        for (int at = 0; at < Pixels.Length; at += 3)
        {
            Pixels[at] = colour.Red;
            Pixels[at + 1] = colour.Green;
            Pixels[at + 2] = colour.Blue;
        }
    }

    /// <summary>Lays a colour over part of a row.</summary>
    /// <param name="y">The row.</param>
    /// <param name="left">The first pixel.</param>
    /// <param name="coverage">How much of each pixel is covered, 0 to 1.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="alpha">Its opacity.</param>
    public void Blend(int y, int left, ReadOnlySpan<float> coverage, Colour colour, double alpha)
    {
        int at = ((y * Width) + left) * 3;
        foreach (float covered in coverage)
        {
            // Sums of float fractions miss 0 and 1 by rounding; a thousandth is a quarter of a colour step.
            if (covered > 0.001f)
            {
                double part = covered > 0.999f ? alpha : covered * alpha;
                Colour mixed = colour.Over(new Colour(Pixels[at], Pixels[at + 1], Pixels[at + 2]), part);
                Pixels[at] = mixed.Red;
                Pixels[at + 1] = mixed.Green;
                Pixels[at + 2] = mixed.Blue;
            }

            at += 3;
        }
    }
}
