using System.Buffers.Binary;
using System.IO.Compression;
using Portolan.Storage;

namespace Portolan.Geometry.Tests.Pictures;

/// <summary>Reads back what the encoder writes, from the specification alone: chunks with their checksums, inflation, row filters.</summary>
internal sealed class DecodedPng
{
    public DecodedPng(byte[] file)
    {
        file.AsSpan(0, 8).SequenceEqual((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]).ShouldBeTrue();
        var data = new MemoryStream();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            Chunks.Add(type);
            Crc32.Compute(file.AsSpan(at + 4, length + 4)).ShouldBe(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)), type);
            ReadOnlySpan<byte> body = file.AsSpan(at + 8, length);
            if (type == "IHDR")
            {
                Width = BinaryPrimitives.ReadInt32BigEndian(body);
                Height = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
                body[8..].ToArray().ShouldBe([8, 2, 0, 0, 0]);
            }
            else if (type == "IDAT")
            {
                data.Write(body);
            }

            at += length + 12;
        }

        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        Pixels = Unfiltered(inflated);
        inflated.ReadByte().ShouldBe(-1);
    }

    public List<string> Chunks { get; } = [];

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    /// <summary>The filters that occur.</summary>
    public HashSet<int> Filters { get; } = [];

    private byte[] Unfiltered(Stream inflated)
    {
        int stride = Width * 3;
        byte[] pixels = new byte[stride * Height];
        for (int y = 0; y < Height; y++)
        {
            int filter = inflated.ReadByte();
            Filters.Add(filter);
            inflated.ReadExactly(pixels, y * stride, stride);
            for (int x = 0; x < stride; x++)
            {
                int left = x < 3 ? 0 : pixels[(y * stride) + x - 3], above = y == 0 ? 0 : pixels[((y - 1) * stride) + x];
                int corner = x < 3 || y == 0 ? 0 : pixels[((y - 1) * stride) + x - 3];
                int guess = left + above - corner, a = Math.Abs(guess - left), b = Math.Abs(guess - above), c = Math.Abs(guess - corner);
                int predicted = filter switch
                {
                    0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, 4 => a <= b && a <= c ? left : b <= c ? above : corner,
                    _ => throw new InvalidDataException($"filter {filter}"),
                };
                pixels[(y * stride) + x] += (byte)predicted;
            }
        }

        return pixels;
    }
}
