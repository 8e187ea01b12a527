using System.Runtime.InteropServices;

namespace Portolan.Encoders.Images;

/// <summary>Applies the orientation tag of EXIF 2.32, 4.6.4: which corner of the picture the first pixel is.</summary>
internal static class Oriented
{
    /// <summary>The picture as it is to be looked at.</summary>
    /// <param name="width">Pixels in a row as stored.</param>
    /// <param name="height">Rows as stored.</param>
    /// <param name="pixels">RGB.</param>
    /// <param name="orientation">1 to 8; all else is taken as 1, upright.</param>
    public static PixelImage Upright(int width, int height, byte[] pixels, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return new PixelImage(width, height, pixels);
        }

        // Where the pixel (0, 0) of the result lies, and how far the next of the row and of the column are.
        bool turned = orientation >= 5;
        bool fromRight = orientation is 2 or 3 or 7 or 8;
        bool fromBelow = orientation is 3 or 4 or 6 or 7;
        int across = fromRight ? -1 : 1;
        int down = fromBelow ? -width : width;
        int start = (fromRight ? width - 1 : 0) + (fromBelow ? (height - 1) * width : 0);
        (int resultWidth, int resultHeight) = turned ? (height, width) : (width, height);
        (int nextInRow, int nextRow) = turned ? (down, across) : (across, down);
        byte[] result = GC.AllocateUninitializedArray<byte>(pixels.Length);
        ReadOnlySpan<Pixel> source = MemoryMarshal.Cast<byte, Pixel>(pixels);
        Span<Pixel> target = MemoryMarshal.Cast<byte, Pixel>(result.AsSpan());
        for (int y = 0; y < resultHeight; y++)
        {
            int at = start + (y * nextRow);
            foreach (ref Pixel pixel in target.Slice(y * resultWidth, resultWidth))
            {
                pixel = source[at];
                at += nextInRow;
            }
        }

        return new PixelImage(resultWidth, resultHeight, result);
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct Pixel
    {
        public readonly byte Red;
        public readonly byte Green;
        public readonly byte Blue;
    }
}
