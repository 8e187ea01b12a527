using System.Buffers.Binary;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

public sealed class DamagedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(NGramFormat.Plm)]
    [InlineData(NGramFormat.CompactPlm)]
    public void A_flipped_bit_anywhere_is_noticed_when_a_small_plm_is_opened(NGramFormat format)
    {
        byte[] whole = SmallArpa.ToPlm(folder.Path, format);
        string path = Path.Combine(folder.Path, "flipped.plm");
        for (int at = 0; at < whole.Length; at += at < 1000 ? 1 : 3)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, flipped);
            StorageException error = Should.Throw<StorageException>(() => NGramModel.Open(path).Dispose());
            error.Path.ShouldBe(path);
            error.Message.ShouldContain("expected");
        }
    }

    [Theory]
    [InlineData(NGramFormat.Plm)]
    [InlineData(NGramFormat.CompactPlm)]
    public void A_flipped_bit_that_nobody_looked_for_does_no_harm(NGramFormat format)
    {
        byte[] bytes = SmallArpa.ToPlm(folder.Path, format);
        NGramModel.Fuzz(bytes).ShouldBeTrue();
        for (int at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= (byte)(1 << (at % 8));
            NGramModel.Fuzz(bytes);
            bytes[at] ^= (byte)(1 << (at % 8));
        }
    }

    [Theory]
    [InlineData(NGramFormat.Plm)]
    [InlineData(NGramFormat.CompactPlm)]
    public void A_plm_cut_anywhere_is_an_error(NGramFormat format)
    {
        byte[] whole = SmallArpa.ToPlm(folder.Path, format);
        for (int length = 1; length < whole.Length; length += 13)
        {
            NGramModel.Fuzz(whole.AsSpan(0, length)).ShouldBeFalse();
        }
    }

    [Fact]
    public void Seeded_damage_to_a_plm_is_an_error_or_does_no_harm()
    {
        foreach (NGramFormat format in (ReadOnlySpan<NGramFormat>)[NGramFormat.Plm, NGramFormat.CompactPlm])
        {
            // Beyond the header, whose checksum stops all else.
            Mutate(SmallArpa.ToPlm(folder.Path, format), 600, seed: 1, from: 300);
        }
    }

    [Fact]
    public void Seeded_damage_to_an_ARPA_file_is_an_error_or_does_no_harm() =>
        Mutate(System.Text.Encoding.UTF8.GetBytes(SmallArpa.Text), 3000, seed: 2, from: 0).ShouldBeGreaterThan(2000);

    [SharedDataTheory]
    [InlineData("small.probing.bin")]
    [InlineData("small.trie.bin")]
    [InlineData("small.qtrie.bin")]
    public void Seeded_damage_to_a_KenLM_binary_is_an_error_or_does_no_harm(string name)
    {
        byte[] bytes = KenLmQuery.Read(name);
        NGramModel.Fuzz(bytes).ShouldBeTrue();
        Mutate(bytes, 6, seed: 3, from: 0);

        // The header and what it counts are where damage could lead out of the file.
        Mutate(bytes, 25, seed: 4, from: 0, to: 200);
    }

    [SharedDataTheory]
    [InlineData("small.probing.bin")]
    [InlineData("small.trie.bin")]
    [InlineData("small.qtrie.bin")]
    public void A_KenLM_binary_cut_short_is_an_error(string name)
    {
        byte[] bytes = KenLmQuery.Read(name);
        for (int i = 0; i < 40; i++)
        {
            int length = i < 20 ? 1 + (i * 8) : (int)((long)bytes.Length * 9 / 10 * (i - 20) / 20);
            NGramModel.Fuzz(bytes.AsSpan(0, Math.Max(1, length))).ShouldBeFalse();
        }
    }

    [SharedDataTheory]
    [InlineData(49, 52, "format version is '4'")]
    [InlineData(56, 1, "little-endian")]
    [InlineData(88, 7, "order is 7")]
    [InlineData(88, 1, "order is 1")]
    [InlineData(96, 1, "search type is 1")]
    [InlineData(96, 9, "search type is 9")]
    [InlineData(104, 5, "version of the search structure is 5")]
    [InlineData(114, 255, "n-grams of length 1")]
    [InlineData(122, 255, "n-grams of length 2")]
    public void A_wrong_number_in_a_KenLM_header_is_named(int offset, int value, string expected)
    {
        byte[] bytes = KenLmQuery.Read("small.qtrie.bin");
        bytes[offset] = (byte)value;
        string path = Path.Combine(folder.Path, "wrong.bin");
        File.WriteAllBytes(path, bytes);
        StorageException error = Should.Throw<StorageException>(() => NGramModel.Open(path).Dispose());
        error.Message.ShouldContain(expected);
        error.Message.ShouldContain("wrong.bin, byte ");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_KenLM_binary_that_ends_between_its_counts_and_what_follows_is_an_error(int kind)
    {
        // A header that is right: the mark, the sanity numbers, order 2 and 1 unigram and bigram; then what is missing of 128 bytes.
        byte[] header = new byte[128];
        "mmap lm http://kheafield.com/code format version 5\n"u8.CopyTo(header);
        Set(60, BitConverter.SingleToUInt32Bits(1));
        Set(64, BitConverter.SingleToUInt32Bits(-0.5f));
        Set(68, 1);
        Set(72, uint.MaxValue);
        Set(80, 1);
        header[88] = 2;
        Set(92, BitConverter.SingleToUInt32Bits(1.5f));
        Set(96, (uint)kind);
        Set(104, kind == 0 ? 0u : 1u);
        Set(108, 1);
        Set(116, 1);
        string path = Path.Combine(folder.Path, "short.bin");
        for (int length = 123; length <= 128; length++)
        {
            File.WriteAllBytes(path, header[..length]);
            StorageException error = Should.Throw<StorageException>(() => NGramModel.Open(path).Dispose());
            error.Message.ShouldContain(length < 124 ? "ends in its counts" : length < 128 ? "ends in the zeros behind its counts" : "the vocabulary takes");
            NGramModel.Fuzz(header.AsSpan(0, length)).ShouldBeFalse();
        }

        void Set(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(at), value);
    }

    [Fact]
    public void Random_bytes_are_no_model()
    {
        var random = new Random(5);
        byte[] bytes = new byte[300];
        for (int i = 0; i < 300; i++)
        {
            random.NextBytes(bytes);
            NGramModel.Fuzz(bytes).ShouldBeFalse();
        }
    }

    /// <summary>Damages a few bytes at a time; returns how often the result was refused.</summary>
    private static int Mutate(byte[] bytes, int times, int seed, int from, int to = int.MaxValue)
    {
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < times; i++)
        {
            byte[] damaged = [.. bytes];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(from, Math.Min(to, damaged.Length));
                damaged[at] = random.Next(4) switch
                {
                    0 => 0,
                    1 => 255,
                    2 => (byte)(damaged[at] ^ (1 << random.Next(8))),
                    _ => (byte)random.Next(256),
                };
            }

            refused += NGramModel.Fuzz(damaged) ? 0 : 1;
        }

        return refused;
    }
}
