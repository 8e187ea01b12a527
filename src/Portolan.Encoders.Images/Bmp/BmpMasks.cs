using System.Buffers.Binary;
using System.Numerics;

namespace Portolan.Encoders.Images.Bmp;

/// <summary>Pixels of 16 or 32 bits, whose channels are where masks say.</summary>
internal sealed class BmpMasks
{
    private readonly Channel red;
    private readonly Channel green;
    private readonly Channel blue;
    private readonly Channel alpha;

    public BmpMasks(BmpHeader header, ImageSource source)
    {
        red = new Channel(header.Masks.Red, source);
        green = new Channel(header.Masks.Green, source);
        blue = new Channel(header.Masks.Blue, source);
        alpha = new Channel(header.Masks.Alpha, source);
    }

    public void Read(ReadOnlySpan<byte> data, BmpHeader header, Span<byte> pixels)
    {
        bool isOpaque = header.Masks.Alpha == 0 || IsEmpty(data, header);
        for (int y = 0; y < header.Height; y++)
        {
            ReadOnlySpan<byte> row = data[BmpReader.RowStart(header, y)..];
            Span<byte> target = pixels.Slice(y * header.Width * 3, header.Width * 3);
            for (int x = 0; x < header.Width; x++)
            {
                uint value = Value(row, x, header.BitsPerPixel);
                int cover = isOpaque ? 255 : alpha.Of(value);
                target[x * 3] = OverWhite(red.Of(value), cover);
                target[(x * 3) + 1] = OverWhite(green.Of(value), cover);
                target[(x * 3) + 2] = OverWhite(blue.Of(value), cover);
            }
        }
    }

    /// <summary>Some programs declare an alpha channel and leave it zero; such a picture is meant to be opaque.</summary>
    private static bool IsEmpty(ReadOnlySpan<byte> data, BmpHeader header)
    {
        for (int y = 0; y < header.Height; y++)
        {
            ReadOnlySpan<byte> row = data[BmpReader.RowStart(header, y)..];
            for (int x = 0; x < header.Width; x++)
            {
                if ((Value(row, x, header.BitsPerPixel) & header.Masks.Alpha) != 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static uint Value(ReadOnlySpan<byte> row, int x, int bitsPerPixel) => bitsPerPixel == 16
        ? BinaryPrimitives.ReadUInt16LittleEndian(row[(x * 2)..])
        : BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 4)..]);

    private static byte OverWhite(int level, int cover) => (byte)(((level * cover) + (255 * (255 - cover)) + 127) / 255);

    /// <summary>The bits of one mask, spread to 0 to 255.</summary>
    private readonly struct Channel
    {
        private readonly uint mask;
        private readonly int shift;
        private readonly int extraBits;
        private readonly byte[] levels = new byte[256];

        public Channel(uint mask, ImageSource source)
        {
            this.mask = mask;
            shift = mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask);
            ulong most = mask >> shift;
            if ((most & (most + 1)) != 0)
            {
                throw source.Broken($"the mask {mask:X8}, expected one run of bits", 54);
            }

            extraBits = Math.Max(0, BitOperations.PopCount(mask) - 8);
            int top = (int)(most >> extraBits);
            for (int i = 0; i <= top && top > 0; i++)
            {
                levels[i] = (byte)(((i * 255) + (top / 2)) / top);
            }
        }

        public int Of(uint value) => levels[(value & mask) >> shift >> extraBits];
    }
}
