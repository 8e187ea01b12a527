using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.Hashing;
using Portolan.Text.Normalization;
using Portolan.Text.Tests.Normalization;
using Portolan.Text.Tests.Unicode;

namespace Portolan.Text.Tests.Hashing;

public sealed class LineHasherTests
{
    [Fact]
    public void Known_values()
    {
        LineHasher.Hash(""u8).ShouldBe(957977401221134810UL);
        LineHasher.Hash("hello"u8).ShouldBe(11738849977924252842UL);
        LineHasher.Hash(" Hello "u8).ShouldBe(11738849977924252842UL);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("a", 1)]
    [InlineData("a\n", 2)]
    [InlineData("\n", 2)]
    [InlineData("a\n\nb", 3)]
    [InlineData("a\r\nb", 2)]
    public void Lines_are_what_Python_split_gives(string text, int lines)
    {
        List<ulong> hashes = HashLines(Encoding.UTF8.GetBytes(text));
        hashes.ShouldBe([.. text.Split('\n').Select(line => LineHasher.Hash(Encoding.UTF8.GetBytes(line)))]);
        hashes.Count.ShouldBe(lines);
    }

    /// <summary>The oracle was made by cc_net bda555b itself.</summary>
    [SharedDataFact]
    public void Web_documents_have_the_hashes_that_CCNet_gives_them()
    {
        using LineHasher hasher = new();
        List<ulong> hashes = [];
        foreach (JsonElement document in NormalizerTests.Oracle())
        {
            hashes.Clear();
            hasher.HashLines(Encoding.UTF8.GetBytes(document.GetProperty("text").GetString()!), hashes);
            hashes.ShouldBe([.. document.GetProperty("sha1_64").EnumerateArray()
                .Select(h => ulong.Parse(h.GetString()!, CultureInfo.InvariantCulture))]);
        }
    }

    [Fact]
    public void Every_kernel_gives_the_hash_of_the_BCL_for_every_length()
    {
        EveryLength<Sha1Scalar>();
        EveryLength<Sha1Lanes128>();
        EveryLength<Sha1Lanes256>();
        EveryLength<Sha1Lanes512>();
    }

    [Fact]
    public void Every_kernel_gives_the_hash_of_the_BCL_for_random_batches()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            RandomBatch<Sha1Scalar>(seed);
            RandomBatch<Sha1Lanes128>(seed);
            RandomBatch<Sha1Lanes256>(seed);
            RandomBatch<Sha1Lanes512>(seed);
        }
    }

    [Fact]
    public void Random_damaged_texts_have_the_hashes_of_their_lines()
    {
        using LineHasher hasher = new();
        Random random = new(3);
        for (int seed = 0; seed < 500; seed++)
        {
            List<byte> text = [];
            for (int part = random.Next(40); part >= 0; part--)
            {
                text.AddRange(NastyText.Bytes((seed * 40) + part).Where(b => b != '\n'));
                text.Add((byte)'\n');
            }

            List<ulong> hashes = [7];
            hasher.HashLines(text.ToArray(), hashes);
            List<ulong> expected = [7];
            byte[] rest = [.. text];
            foreach (Range line in rest.AsSpan().Split((byte)'\n'))
            {
                expected.Add(BclHash(ScalarNormalizer.ForDeduplication(rest.AsSpan()[line])));
            }

            hashes.ShouldBe(expected, $"seed {seed}");
        }
    }

    [Fact]
    public void Texts_larger_than_a_batch_and_lines_longer_than_a_lane_takes_are_hashed_in_order()
    {
        StringBuilder text = new();
        for (int i = 0; i < 9_000; i++)
        {
            text.Append('x', i % 601 == 0 ? 4_090 + (i % 13) : i % 97).Append('\n');
        }

        string[] lines = text.ToString().Split('\n');
        HashLines(Encoding.UTF8.GetBytes(text.ToString())).ShouldBe([.. lines.Select(l => BclHash(Encoding.UTF8.GetBytes(l)))]);
    }

    [Fact]
    public void A_text_allocates_nothing_once_the_buffers_have_grown()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Zeile mit Ümläuten, №１ und ΣΑΣ\n", 500)));
        using LineHasher hasher = new();
        using PooledBuffer<ulong> hashes = new();
        for (int i = 0; i < 3; i++)
        {
            hashes.Clear();
            hasher.HashLines(text, hashes);
        }

        Allocations.Least(() =>
        {
            hashes.Clear();
            hasher.HashLines(text, hashes);
        }).ShouldBe(0);
        hashes.WrittenCount.ShouldBe(501);
    }

    [Fact]
    public void Room_for_another_number_of_lines_is_refused()
    {
        using LineHasher hasher = new();
        Should.Throw<ArgumentException>(() => hasher.HashLines("a\nb"u8, new ulong[3])).Message.ShouldContain("2 lines");
    }

    private static List<ulong> HashLines(byte[] text)
    {
        using LineHasher hasher = new();
        List<ulong> hashes = [];
        hasher.HashLines(text, hashes);
        return hashes;
    }

    private static void EveryLength<TLanes>()
        where TLanes : struct, ISha1Lanes
    {
        Batch<TLanes>([.. Enumerable.Range(0, 301)], 1);
        for (int length = 0; length <= 300; length++)
        {
            Batch<TLanes>([length], length);
        }
    }

    private static void RandomBatch<TLanes>(int seed)
        where TLanes : struct, ISha1Lanes
    {
        Random random = new(seed);
        int longest = random.Next(3) switch { 0 => 60, 1 => 400, _ => 5_000 };
        Batch<TLanes>([.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(longest))], seed);
    }

    private static void Batch<TLanes>(int[] lengths, int seed)
        where TLanes : struct, ISha1Lanes
    {
        if (!TLanes.IsSupported)
        {
            return;
        }

        Random random = new(seed);
        using Sha1Batch batch = new();
        ulong[] results = new ulong[lengths.Length];
        ulong[] expected = new ulong[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            byte[] message = new byte[lengths[i]];
            random.NextBytes(message);
            expected[i] = BclHash(message);
            message.CopyTo(batch.Arena.GetSpan(message.Length));
            batch.Arena.Advance(message.Length);
            batch.EndMessage(i, results);
        }

        batch.Flush<TLanes>(results);
        results.ShouldBe(expected);
    }

    private static ulong BclHash(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt64LittleEndian(SHA1.HashData(message));
}
