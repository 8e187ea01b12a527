using Portolan.Encoders.Images;

namespace Portolan.Encoders.Tests.Images;

/// <summary>Painted pictures: a sky, a ground, and some discs and stripes.</summary>
internal static class Scenes
{
    public static PixelImage Paint(ulong seed, int width, int height)
    {
        var random = new Random((int)seed + 1000);
        byte[] pixels = new byte[width * height * 3];
        double[] numbers = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Pixel((x + 0.5) / width, (y + 0.5) / height, numbers, pixels.AsSpan(((y * width) + x) * 3, 3));
            }
        }

        return new PixelImage(width, height, pixels);
    }

    public static PixelImage Mirror(PixelImage image) => Rearrange(image, (x, y) => (image.Width - 1 - x, y));

    public static PixelImage Map(PixelImage image, Func<byte, byte> change) => new(image.Width, image.Height, [.. image.Pixels.ToArray().Select(change)]);

    private static PixelImage Rearrange(PixelImage image, Func<int, int, (int X, int Y)> from)
    {
        byte[] pixels = new byte[image.Width * image.Height * 3];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                (int sourceX, int sourceY) = from(x, y);
                image.Pixels.Span.Slice(((sourceY * image.Width) + sourceX) * 3, 3).CopyTo(pixels.AsSpan(((y * image.Width) + x) * 3));
            }
        }

        return new PixelImage(image.Width, image.Height, pixels);
    }

    private static void Pixel(double x, double y, double[] n, Span<byte> pixel)
    {
        int at = y < 0.3 + (0.5 * n[0]) ? 1 : 4;
        double shade = 0.7 + (0.3 * y);
        for (int disc = 0; disc < 6; disc++)
        {
            int k = 10 + (disc * 10);
            double dx = x - n[k], dy = y - n[k + 1], radius = 0.05 + (0.2 * n[k + 2]);
            if ((dx * dx) + (dy * dy) < radius * radius)
            {
                bool isStriped = n[k + 3] > 0.5;
                double phase = ((dx * n[k + 4]) + (dy * (1 - n[k + 4]))) * (20 + (40 * n[k + 5]));
                at = isStriped && (phase - Math.Floor(phase)) < 0.5 ? k + 4 : k + 7;
                shade = 1;
            }
        }

        for (int channel = 0; channel < 3; channel++)
        {
            pixel[channel] = (byte)(255 * shade * n[at + channel]);
        }
    }
}
