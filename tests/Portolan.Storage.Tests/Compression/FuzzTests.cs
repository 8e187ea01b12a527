using System.IO.Compression;
using Portolan.Storage.Compression;

namespace Portolan.Storage.Tests.Compression;

/// <summary>Seeded mutations: only reported damage, never an exception, a hang or a read outside a buffer.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_gzip_gives_what_the_framework_gives_or_damage(int seed)
    {
        var random = new Random(seed);
        byte[] noise = new byte[300];
        random.NextBytes(noise);
        byte[][] originals =
        [
            Sources.Gzip(Sources.Text(3000, seed), CompressionLevel.SmallestSize),
            Sources.Gzip(Sources.Text(60, seed)),
            Sources.Gzip(Sources.Text(40_000, seed), CompressionLevel.Fastest),
            Sources.Gzip(noise),
            Sources.Gzip(new byte[5000]),
        ];
        for (int round = 0; round < 1500; round++)
        {
            byte[] stored = Mutate(originals[random.Next(originals.Length)], random);
            GzipSource.Fuzz(stored);
            if (stored.Length > 2 && stored[0] == 0x1f && stored[1] == 0x8b)
            {
                CompareWithFramework(stored);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_deflate_data_is_decoded_as_the_framework_does(int seed)
    {
        // After a valid gzip header, so that fixed, stored and dynamic headers are all reached with random content.
        var random = new Random(seed);
        for (int round = 0; round < 6_000; round++)
        {
            byte[] stored = new byte[10 + random.Next(1, 200)];
            random.NextBytes(stored);
            ((ReadOnlySpan<byte>)[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]).CopyTo(stored);
            CompareWithFramework(stored);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_lz4_gives_damage_only(int seed)
    {
        var random = new Random(seed);
        byte[] original = Lz4SourceTests.Frame(linked: true, checksums: false, Sources.Text(5000, seed), 1000);
        for (int round = 0; round < 1500; round++)
        {
            Lz4Source.Fuzz(Mutate(original, random));
        }
    }

    [ZstdTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_zstd_gives_damage_only(int seed)
    {
        var random = new Random(seed);
        byte[] plain = ZstdSourceTests.Compress(Sources.Text(5000, seed));
        byte[][] originals = [plain, [.. plain, .. plain], [0x5D, 0x2A, 0x4D, 0x18, 20, 0, 0, 0, .. plain.AsSpan(0, 20), .. plain]];
        for (int round = 0; round < 1500; round++)
        {
            ZstdSource.Fuzz(Mutate(originals[random.Next(originals.Length)], random));
        }
    }

    private static void CompareWithFramework(byte[] stored)
    {
        using ByteSource source = Sources.Open(stored);
        byte[] ours = Sources.ReadAll(source);
        (byte[] theirs, bool failed) = Framework(stored);
        if (source.Damage is null)
        {
            failed.ShouldBeFalse();
            ours.AsSpan().SequenceEqual(theirs).ShouldBeTrue();
        }
        else
        {
            // The framework ends quietly at garbage after a member and drops its last buffer on an error: a prefix is what it gives.
            ours.AsSpan().StartsWith(theirs).ShouldBeTrue($"{source.Damage.Reason}: {ours.Length} and {theirs.Length} bytes");
        }
    }

    private static (byte[] Bytes, bool Failed) Framework(byte[] stored)
    {
        using var all = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
            byte[] buffer = new byte[1];
            while (gzip.Read(buffer) > 0)
            {
                all.Write(buffer);
            }

            return (all.ToArray(), false);
        }
        catch (InvalidDataException)
        {
            return (all.ToArray(), true);
        }
    }

    internal static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, original.AsSpan(random.Next(original.Length / 2), random.Next(1, original.Length / 2)).ToArray());
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add(0x1f);
            }
        }

        return [.. bytes];
    }
}
