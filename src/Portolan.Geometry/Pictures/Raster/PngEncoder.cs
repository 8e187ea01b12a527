using System.Buffers.Binary;
using System.IO.Compression;
using Portolan.Storage;

namespace Portolan.Geometry.Pictures.Raster;

/// <summary>Writes a canvas as PNG (ISO/IEC 15948): eight bits, three channels, sRGB, no interlacing.</summary>
internal static class PngEncoder
{
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="pixelsPerCssPixel">Written as the pixel density, so that a picture for fine screens is placed at its intended size.</param>
    public static byte[] Encode(Canvas canvas, double pixelsPerCssPixel = 1)
    {
        var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], canvas.Height);
        header[8] = 8;
        header[9] = 2;
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "sRGB"u8, [0]);

        // 96 CSS pixels are an inch of 25.4 mm; the unit is pixels a metre.
        Span<byte> density = stackalloc byte[9];
        int perMetre = (int)Math.Round(pixelsPerCssPixel * 96 / 0.0254);
        BinaryPrimitives.WriteInt32BigEndian(density, perMetre);
        BinaryPrimitives.WriteInt32BigEndian(density[4..], perMetre);
        density[8] = 1;
        WriteChunk(file, "pHYs"u8, density);
        WriteChunk(file, "IDAT"u8, Compress(canvas));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(Canvas canvas)
    {
        int stride = canvas.Width * 3;
        byte[] before = new byte[stride], best = new byte[stride], candidate = new byte[stride];
        var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < canvas.Height; y++)
            {
                ReadOnlySpan<byte> row = canvas.Pixels.AsSpan(y * stride, stride);

                // The filter with the least sum of absolute differences: the heuristic of the PNG specification, 12.7.
                long least = long.MaxValue;
                byte chosen = 0;
                for (byte filter = 0; filter <= 4; filter++)
                {
                    long sum = Filter(filter, row, before, candidate);
                    if (sum < least)
                    {
                        least = sum;
                        chosen = filter;
                        (best, candidate) = (candidate, best);
                    }
                }

                deflate.WriteByte(chosen);
                deflate.Write(best);
                row.CopyTo(before);
            }
        }

        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static long Filter(byte filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> result)
    {
        // The first pixel has nothing to its left: zeros, which make every filter's formula right for it as well.
        for (int i = 0; i < 3; i++)
        {
            result[i] = (byte)(row[i] - filter switch { 0 or 1 => 0, 3 => above[i] / 2, _ => above[i] });
        }

        switch (filter)
        {
            case 0:
                row.CopyTo(result);
                break;
            case 1:
                for (int i = 3; i < row.Length; i++)
                {
                    result[i] = (byte)(row[i] - row[i - 3]);
                }

                break;
            case 2:
                for (int i = 3; i < row.Length; i++)
                {
                    result[i] = (byte)(row[i] - above[i]);
                }

                break;
            case 3:
                for (int i = 3; i < row.Length; i++)
                {
                    result[i] = (byte)(row[i] - ((row[i - 3] + above[i]) / 2));
                }

                break;
            default:
                for (int i = 3; i < row.Length; i++)
                {
                    result[i] = (byte)(row[i] - Paeth(row[i - 3], above[i], above[i - 3]));
                }

                break;
        }

        long sum = 0;
        foreach (byte difference in result)
        {
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Crc32.Compute(type), data));
        file.Write(number);
    }
}
