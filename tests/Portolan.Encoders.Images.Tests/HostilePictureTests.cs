using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Portolan.Encoders.Images.Bmp;
using Portolan.Encoders.Images.Vips;
using Portolan.Storage;

namespace Portolan.Encoders.Images.Tests;

public sealed unsafe class HostilePictureTests
{
    private static readonly ImageLimits Small = new() { MaxPixels = 1_000_000 };
    private readonly VipsImageDecoder decoder = new();

    [Fact]
    public void A_header_of_50000_by_50000_is_refused_before_decoding()
    {
        byte[] png = Png(50_000, 50_000, []);
        byte[] jpeg = [.. Samples.Named("jpeg-RGB").File];
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 50_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 50_000);
        byte[] progressive = [.. Samples.Named("jpeg-progressive").File];
        frame = progressive.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        BinaryPrimitives.WriteUInt16BigEndian(progressive.AsSpan(frame + 5), 50_000);
        BinaryPrimitives.WriteUInt16BigEndian(progressive.AsSpan(frame + 7), 50_000);
        byte[] gif = [.. Samples.Named("gif").File];
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(6), 50_000);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(8), 50_000);
        int image = FirstFrame(gif);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(image + 5), 50_000);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(image + 7), 50_000);
        byte[] bmp = [.. Samples.Named("bmp-RGB").File];
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 50_000);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), -50_000);
        foreach (byte[] file in (byte[][])[png, jpeg, progressive, gif, bmp])
        {
            Should.Throw<EncoderException>(() => decoder.Decode(file, ImageLimits.Default, "huge"))
                .Message.ShouldContain("header says 50000 × 50000 pixels, expected at most 65535 a side and 100000000 in all");
        }

        // The canvas of an extended WebP file has its size less one in 24 bits; the picture inside is smaller, which is an error of its own.
        byte[] webp = [.. Samples.Named("webp-animated").File];
        int canvas = webp.AsSpan().IndexOf("VP8X"u8) + 12;
        (webp[canvas], webp[canvas + 1], webp[canvas + 3], webp[canvas + 4]) = (0x4F, 0xC3, 0x4F, 0xC3);
        Should.Throw<EncoderException>(() => decoder.Decode(webp, ImageLimits.Default, "huge"));
    }

    [Fact]
    public void Every_format_keeps_to_the_limits()
    {
        foreach (Sample sample in Samples.All)
        {
            Should.Throw<EncoderException>(() => decoder.Decode(sample.File, new ImageLimits { MaxPixels = 29 * 18 - 1 }, sample.Name)).Message.ShouldContain("521 in all");
            Should.Throw<EncoderException>(() => decoder.Decode(sample.File, new ImageLimits { MaxSide = 28 }, sample.Name)).Message.ShouldContain("28 a side");
            decoder.Decode(sample.File, new ImageLimits { MaxPixels = 29 * 18, MaxSide = 29 }, sample.Name).Width.ShouldBe(sample.Width);
        }
    }

    [Fact]
    public void A_size_of_zero_is_refused()
    {
        Should.Throw<EncoderException>(() => decoder.Decode(Png(0, 5, []), Small));
        byte[] bmp = [.. Samples.Named("bmp-RGB").File];
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 0);
        Should.Throw<EncoderException>(() => decoder.Decode(bmp, Small)).Message.ShouldContain("0 × 18");
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), int.MinValue);
        Should.Throw<EncoderException>(() => decoder.Decode(bmp, Small)).Message.ShouldContain("expected at least 1");
        byte[] gif = [.. Samples.Named("gif").File];
        gif.AsSpan(6, 4).Clear();
        Decodes(gif);
    }

    [Fact]
    public void A_file_cut_short_is_refused_or_whole()
    {
        foreach (Sample sample in Samples.OneOfEach())
        {
            byte[] whole = decoder.Decode(sample.File, Small).Pixels.ToArray();
            int refused = 0;
            for (int length = 0; length < sample.File.Length; length += 7)
            {
                try
                {
                    decoder.Decode(sample.File.AsSpan(0, length), Small, sample.Name).Pixels.Span.SequenceEqual(whole).ShouldBeTrue($"{sample.Name} cut to {length} bytes");
                }
                catch (EncoderException failure)
                {
                    failure.Message.ShouldContain(sample.Name);
                    refused++;
                }
            }

            refused.ShouldBeGreaterThan(sample.File.Length / 7 / 3, sample.Name);
        }
    }

    [Fact]
    public void Mutations_fail_only_as_they_should_and_leave_nothing_behind()
    {
        foreach (Sample sample in Samples.All)
        {
            decoder.Decode(sample.File, Small);
        }

        (int objects, int allocations) = (LiveObjects(), VipsNative.TrackedAllocations());
        var random = new Random(20261122);
        int failed = 0;
        foreach (Sample sample in Samples.All)
        {
            for (int i = 0; i < 25; i++)
            {
                byte[] file = [.. sample.File];
                for (int k = random.Next(1, 5); k > 0; k--)
                {
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                }

                failed += Decodes(file.AsSpan(0, random.Next(4) == 0 ? random.Next(file.Length) : file.Length)) ? 0 : 1;
            }
        }

        failed.ShouldBeGreaterThan(250);
        LiveObjects().ShouldBe(objects);

        // Idle threads of libvips keep a few buffers each; two thousand decodes that left one each would show.
        VipsNative.TrackedAllocations().ShouldBeLessThan(allocations + 100);
    }

    [Fact]
    public void Mutated_bitmaps_fail_only_as_they_should()
    {
        var random = new Random(5);
        foreach (Sample sample in Samples.All.Where(sample => sample.Name.StartsWith("bmp", StringComparison.Ordinal)))
        {
            for (int i = 0; i < 2000; i++)
            {
                byte[] file = [.. sample.File];
                for (int k = random.Next(1, 4); k > 0; k--)
                {
                    // Mostly in the headers, where it matters.
                    file[random.Next(random.Next(3) == 0 ? file.Length : Math.Min(file.Length, 70))] = (byte)random.Next(256);
                }

                BmpReader.Fuzz(file.AsSpan(0, random.Next(4) == 0 ? random.Next(file.Length) : file.Length));
            }
        }
    }

    [Theory]
    [InlineData("iCCP")]
    [InlineData("zTXt")]
    public void A_chunk_that_inflates_to_a_hundred_megabytes_is_not_held(string kind)
    {
        using var data = new MemoryStream();
        data.Write("name\0\0"u8);
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 100; i++)
            {
                zlib.Write(zeros);
            }
        }

        byte[] file = Png(3, 2, [.. Chunk(kind, data.ToArray())]);
        Decodes(file);
        int objects = LiveObjects();
        Decodes(file);
        LiveObjects().ShouldBe(objects);
        VipsNative.TrackedBytes().ShouldBeLessThan((nuint)50_000_000);
    }

    [Fact]
    public void A_profile_that_is_none_is_passed_over()
    {
        using var data = new MemoryStream();
        data.Write("name\0\0"u8);
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(new byte[500]);
        }

        decoder.Decode(Png(3, 2, [.. Chunk("iCCP", data.ToArray())]), Small).Width.ShouldBe(3);
    }

    [Fact]
    public void Only_a_description_inside_the_profile_counts()
    {
        byte[] profile = new byte[200];
        profile[131] = 1;
        "desc"u8.CopyTo(profile.AsSpan(132));
        profile[139] = 150;
        profile[143] = 50;
        "s\0R\0G\0B"u8.CopyTo(profile.AsSpan(180));
        IccProfile.IsSrgb(profile).ShouldBeTrue();
        profile[143] = 51;
        IccProfile.IsSrgb(profile).ShouldBeFalse();
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            byte[] mutated = [.. profile];
            mutated[128 + random.Next(20)] = (byte)random.Next(256);
            IccProfile.IsSrgb(mutated.AsSpan(0, random.Next(201)));
        }
    }

    [Fact]
    public void Endless_scans_of_a_progressive_picture_are_refused()
    {
        byte[] file = Samples.Named("jpeg-progressive").File;
        int lastScan = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] scan = file[lastScan..^2];
        byte[] bomb = [.. file[..lastScan], .. Enumerable.Repeat(scan, 3000).SelectMany(bytes => bytes), 0xFF, 0xD9];
        Should.Throw<EncoderException>(() => decoder.Decode(bomb, Small, "scans")).Message.ShouldContain("scans");
    }

    [Fact]
    public void Of_many_frames_only_the_first_is_decoded()
    {
        byte[] file = Samples.Named("gif").File;
        byte[] frame = file[FirstFrame(file)..^1];
        byte[] many = [.. file[..^1], .. Enumerable.Repeat(frame, 2000).SelectMany(bytes => bytes), 0x3B];
        decoder.Decode(many, Small).Pixels.Span.SequenceEqual(decoder.Decode(file, Small).Pixels.Span).ShouldBeTrue();
    }

    /// <summary>Where the descriptor of the first frame is, behind the header and its colours.</summary>
    private static int FirstFrame(byte[] gif)
    {
        int colors = 13 + (3 << ((gif[10] & 7) + 1));
        return colors + gif.AsSpan(colors).IndexOf((byte)0x2C);
    }

    private bool Decodes(ReadOnlySpan<byte> file)
    {
        try
        {
            decoder.Decode(file, Small);
            return true;
        }
        catch (EncoderException)
        {
            return false;
        }
    }

    private static byte[] Png(int width, int height, byte[] before)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(new byte[Math.Min(height, 10) * ((Math.Min(width, 10) * 3) + 1)]);
        }

        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. before, .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] data)
    {
        byte[] chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(kind, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32.Compute(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static int LiveObjects()
    {
        nint count = 0;
        VipsNative.MapObjects(&Count, &count, 0);
        return (int)count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Count(nint item, nint* count, nint unused)
    {
        (*count)++;
        return 0;
    }
}
