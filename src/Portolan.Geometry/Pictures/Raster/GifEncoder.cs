using System.Buffers.Binary;
using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Raster;

/// <summary>Writes canvases of one size as an animated GIF (GIF89a) that repeats for ever.</summary>
/// <remarks>All frames share one table of colours. A frame stores only the rectangle that changed, with unchanged pixels transparent.</remarks>
internal static class GifEncoder
{
    private const int TableSize = 256;
    private const byte Transparent = TableSize - 1;

    /// <summary>The file.</summary>
    /// <param name="frames">One or more canvases of one size.</param>
    /// <param name="delays">How long each is shown, in hundredths of a second.</param>
    public static byte[] Encode(IReadOnlyList<Canvas> frames, IReadOnlyList<int> delays)
    {
        ColourTable table = ColourTable.For(frames, TableSize - 1);
        int width = frames[0].Width, height = frames[0].Height;
        var file = new MemoryStream();
        file.Write("GIF89a"u8);
        WriteNumber(file, width);
        WriteNumber(file, height);
        file.Write([0xF7, 0, 0]);
        for (int i = 0; i < TableSize; i++)
        {
            Colour colour = i < table.Colours.Count ? table.Colours[i] : default;
            file.Write([colour.Red, colour.Green, colour.Blue]);
        }

        file.Write([0x21, 0xFF, 11]);
        file.Write("NETSCAPE2.0"u8);
        file.Write([3, 1, 0, 0, 0]);

        byte[]? shown = null;
        for (int i = 0; i < frames.Count; i++)
        {
            byte[] indices = Indices(frames[i], table);
            WriteFrame(file, indices, shown, width, height, delays[i]);
            shown = indices;
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    private static byte[] Indices(Canvas canvas, ColourTable table)
    {
        byte[] indices = new byte[canvas.Width * canvas.Height];
        Colour last = new(canvas.Pixels[0], canvas.Pixels[1], canvas.Pixels[2]);
        byte index = table.IndexOf(last);
        for (int i = 0; i < indices.Length; i++)
        {
            var colour = new Colour(canvas.Pixels[i * 3], canvas.Pixels[(i * 3) + 1], canvas.Pixels[(i * 3) + 2]);
            if (colour != last)
            {
                (last, index) = (colour, table.IndexOf(colour));
            }

            indices[i] = index;
        }

        return indices;
    }

    private static void WriteFrame(Stream file, byte[] indices, byte[]? shown, int width, int height, int delay)
    {
        (int left, int top, int right, int bottom) = Changed(indices, shown, width, height);

        // Graphic control: keep what is shown, a transparent colour, the delay.
        file.Write([0x21, 0xF9, 4, 0x05]);
        WriteNumber(file, delay);
        file.Write([Transparent, 0]);
        file.WriteByte(0x2C);
        WriteNumber(file, left);
        WriteNumber(file, top);
        WriteNumber(file, right - left);
        WriteNumber(file, bottom - top);
        file.WriteByte(0);
        byte[] pixels = new byte[(right - left) * (bottom - top)];
        int at = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                int from = (y * width) + x;
                pixels[at++] = shown is not null && shown[from] == indices[from] ? Transparent : indices[from];
            }
        }

        LzwEncoder.Write(file, pixels);
    }

    // The smallest rectangle with all changes; one pixel when there is none, because a frame cannot be empty.
    private static (int Left, int Top, int Right, int Bottom) Changed(byte[] indices, byte[]? shown, int width, int height)
    {
        if (shown is null)
        {
            return (0, 0, width, height);
        }

        int left = width, top = height, right = 0, bottom = 0;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> now = indices.AsSpan(y * width, width), before = shown.AsSpan(y * width, width);
            int same = now.CommonPrefixLength(before);
            if (same == width)
            {
                continue;
            }

            int end = width;
            while (now[end - 1] == before[end - 1])
            {
                end--;
            }

            (left, right) = (Math.Min(left, same), Math.Max(right, end));
            (top, bottom) = (Math.Min(top, y), y + 1);
        }

        return right == 0 ? (0, 0, 1, 1) : (left, top, right, bottom);
    }

    private static void WriteNumber(Stream file, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
        file.Write(bytes);
    }
}
