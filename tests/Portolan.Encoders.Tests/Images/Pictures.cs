using Portolan.Encoders.Images;

namespace Portolan.Encoders.Tests.Images;

/// <summary>The pictures of eng/image_resize_golden.py.</summary>
internal static class Pictures
{
    public static PixelImage Generate(ulong seed, int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        ulong state = seed;
        for (int i = 0; i < pixels.Length; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            int noise = (int)(state >> 56);
            pixels[i] = (byte)(i / 3 % width < width / 2 ? noise : (i / 3 / width * 255 / height) + (noise >> 5));
        }

        return new PixelImage(width, height, pixels);
    }
}
