using System.Buffers.Binary;

namespace Portolan.Geometry.Tests.Pictures;

/// <summary>Reads back what the encoder writes, from the specification of GIF89a alone, and composes the frames as a viewer does.</summary>
internal sealed class DecodedGif
{
    private readonly byte[] file;
    private int at;

    public DecodedGif(byte[] file)
    {
        this.file = file;
        System.Text.Encoding.ASCII.GetString(file, 0, 6).ShouldBe("GIF89a");
        Width = Number(6);
        Height = Number(8);
        file[10].ShouldBe((byte)0xF7);
        at = 13 + (256 * 3);
        byte[] shown = new byte[Width * Height * 3];
        int transparent = -1;
        while (file[at] != 0x3B)
        {
            switch (file[at++])
            {
                case 0x21 when file[at] == 0xF9:
                    transparent = (file[at + 2] & 1) == 1 ? file[at + 5] : -1;
                    Delays.Add(Number(at + 3));
                    at += 7;
                    break;
                case 0x21:
                    at++;
                    Repeats |= System.Text.Encoding.ASCII.GetString(file, at + 1, 11) == "NETSCAPE2.0";
                    _ = Blocks();
                    break;
                case 0x2C:
                    Compose(shown, transparent);
                    Frames.Add((byte[])shown.Clone());
                    break;
                default:
                    throw new InvalidDataException($"block at {at - 1}");
            }
        }

        at.ShouldBe(file.Length - 1);
    }

    public int Width { get; }

    public int Height { get; }

    public bool Repeats { get; }

    public List<int> Delays { get; } = [];

    /// <summary>(height, width, 3) each, as seen.</summary>
    public List<byte[]> Frames { get; } = [];

    private int Number(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(offset));

    private void Compose(byte[] shown, int transparent)
    {
        int left = Number(at), top = Number(at + 2), width = Number(at + 4), height = Number(at + 6);
        file[at + 8].ShouldBe((byte)0);
        at += 9;
        int minimumBits = file[at++];
        List<byte> pixels = Lzw(Blocks(), minimumBits);
        pixels.Count.ShouldBe(width * height);
        for (int i = 0; i < pixels.Count; i++)
        {
            if (pixels[i] != transparent)
            {
                file.AsSpan(13 + (pixels[i] * 3), 3).CopyTo(shown.AsSpan((((top + (i / width)) * Width) + left + (i % width)) * 3));
            }
        }
    }

    private byte[] Blocks()
    {
        var all = new List<byte>();
        while (file[at] != 0)
        {
            all.AddRange(file.AsSpan(at + 1, file[at]));
            at += file[at] + 1;
        }

        at++;
        return [.. all];
    }

    private static List<byte> Lzw(byte[] data, int minimumBits)
    {
        int clear = 1 << minimumBits, bits = minimumBits + 1, bit = 0;
        var table = new List<byte[]>();
        var output = new List<byte>();
        byte[]? before = null;
        while (true)
        {
            int code = 0;
            for (int i = 0; i < bits; i++, bit++)
            {
                code |= ((data[bit >> 3] >> (bit & 7)) & 1) << i;
            }

            if (code == clear + 1)
            {
                ((data.Length * 8) - bit).ShouldBeLessThan(8);
                return output;
            }

            if (code == clear)
            {
                table = [.. Enumerable.Range(0, clear + 2).Select(i => new[] { (byte)i })];
                (bits, before) = (minimumBits + 1, null);
                continue;
            }

            byte[] entry = code < table.Count ? table[code] : [.. before!, before![0]];
            if (before is not null && table.Count < 4096)
            {
                table.Add([.. before, entry[0]]);
                if (table.Count == 1 << bits && bits < 12)
                {
                    bits++;
                }
            }

            output.AddRange(entry);
            before = entry;
        }
    }
}
