namespace Portolan.Encoders.Images.Bmp;

/// <summary>The run-length codes BI_RLE8 and BI_RLE4.</summary>
/// <remarks>
/// Two bytes: a count and a colour (or a pair of colours of 4 bits that alternate); a count of 0 with 0 ends the row, with 1 the picture,
/// with 2 skips by the next two bytes, with n ≥ 3 has n pixels as they are, padded to two bytes. Every code takes at least two bytes and
/// makes at most 255 pixels, so time is linear in the file.
/// </remarks>
internal static class BmpRuns
{
    /// <summary>Fills the colour number of every pixel, rows from the top; what is skipped stays 0.</summary>
    public static void Read(ReadOnlySpan<byte> data, BmpHeader header, Span<byte> indexes, ImageSource source)
    {
        bool isNibbles = header.Compression == BmpCompression.RunLength4;
        int x = 0, y = 0, at = 0;
        while (y < header.Height)
        {
            if (at + 2 > data.Length)
            {
                if (y == header.Height - 1 && x >= header.Width)
                {
                    return;
                }

                throw CutOff(header, data.Length, source);
            }

            int count = data[at];
            int code = data[at + 1];
            at += 2;
            if (count > 0)
            {
                x = Run(Row(indexes, header, y), x, count, isNibbles ? code >> 4 : code, isNibbles ? code & 15 : code);
                continue;
            }

            switch (code)
            {
                case 0:
                    (x, y) = (0, y + 1);
                    break;
                case 1:
                    return;
                case 2:
                    if (at + 2 > data.Length)
                    {
                        throw CutOff(header, data.Length, source);
                    }

                    (x, y) = (Math.Min(x + data[at], header.Width), y + data[at + 1]);
                    at += 2;
                    break;
                default:
                    int bytes = isNibbles ? (code + 1) / 2 : code;
                    if (at + bytes > data.Length)
                    {
                        throw CutOff(header, data.Length, source);
                    }

                    x = Plain(Row(indexes, header, y), x, code, data.Slice(at, bytes), isNibbles);
                    at += (bytes + 1) & ~1;
                    break;
            }
        }
    }

    private static Span<byte> Row(Span<byte> indexes, BmpHeader header, int y) => indexes.Slice((header.Height - 1 - y) * header.Width, header.Width);

    private static int Run(Span<byte> row, int x, int count, int even, int odd)
    {
        // What reaches beyond the row is dropped; x stops there, so that it cannot overflow.
        int end = Math.Min(x + count, row.Length);
        for (int i = x; i < end; i++)
        {
            row[i] = (byte)((i - x) % 2 == 0 ? even : odd);
        }

        return Math.Max(x, end);
    }

    private static int Plain(Span<byte> row, int x, int count, ReadOnlySpan<byte> bytes, bool isNibbles)
    {
        int end = Math.Min(x + count, row.Length);
        for (int i = x; i < end; i++)
        {
            int k = i - x;
            row[i] = isNibbles ? (byte)((bytes[k / 2] >> (k % 2 == 0 ? 4 : 0)) & 15) : bytes[k];
        }

        return Math.Max(x, end);
    }

    private static EncoderException CutOff(BmpHeader header, int length, ImageSource source) =>
        source.Broken("run-length codes that end before the picture does, expected the end-of-picture code", header.PixelStart + length);
}
