using Portolan.Corpus.Deduplication;

namespace Portolan.Corpus.Tests.Deduplication;

public sealed class LineHashTableTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(15, 3)]
    [InlineData(16, 12)]
    [InlineData(17, 1)]
    [InlineData(1000, 5)]
    [InlineData(20_000, 31)]
    public void Agrees_with_a_set_when_filled_to_the_last_place(int distinct, int prefixBits)
    {
        var random = new Random(distinct * 64 + prefixBits);
        ulong prefix = (ulong)random.NextInt64() << (64 - prefixBits);
        var pool = new HashSet<ulong>();
        foreach (ulong edge in (ulong[])[0, 1, (1UL << (64 - prefixBits)) - 1, 1UL << (63 - prefixBits)])
        {
            if (pool.Count < distinct)
            {
                pool.Add(prefix | edge);
            }
        }

        while (pool.Count < distinct)
        {
            // Half of them crowd at one end, so that runs of taken slots wrap round.
            ulong low = (ulong)random.NextInt64();
            pool.Add(prefix | ((random.Next(2) == 0 ? low | (ulong)long.MaxValue << 20 : low) & ((1UL << (64 - prefixBits)) - 1)));
        }

        ulong[] all = [.. pool];
        ulong[] hashes = distinct == 0 ? [] : [.. all, .. Enumerable.Range(0, distinct).Select(_ => all[random.Next(distinct)])];
        random.Shuffle(hashes);
        using var table = new LineHashTable(distinct, prefixBits);
        var met = new HashSet<ulong>();
        var repeated = new HashSet<ulong>();
        bool[] flags = new bool[hashes.Length];

        table.Add(hashes, flags);

        for (int i = 0; i < hashes.Length; i++)
        {
            bool again = !met.Add(hashes[i]);
            flags[i].ShouldBe(again);
            if (again)
            {
                repeated.Add(hashes[i]);
            }
        }

        table.IsRepeated(all, flags);
        for (int i = 0; i < all.Length; i++)
        {
            flags[i].ShouldBe(repeated.Contains(all[i]));
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL << 63)]
    public void A_hash_whose_low_bits_are_zero_is_met_once_and_then_again(ulong hash)
    {
        using var table = new LineHashTable(2, 1);
        bool[] flags = new bool[2];
        table.Add([hash, hash | 5], flags);
        flags.ShouldBe([false, false]);
        table.IsRepeated([hash, hash | 5], flags);
        flags.ShouldBe([false, false]);
        table.Add([hash], flags);
        flags[0].ShouldBeTrue();
        table.IsRepeated([hash, hash | 5], flags);
        flags.ShouldBe([true, false]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000_000)]
    [InlineData(10_000_000_000)]
    public void Takes_twelve_bytes_a_hash(long hashes) => LineHashTable.BytesFor(hashes).ShouldBeInRange(12 * hashes - 8, 12 * hashes + 8);

    [Fact]
    public void Grows_when_it_began_smaller_than_what_comes()
    {
        var random = new Random(4);
        ulong[] hashes = [.. Enumerable.Range(0, 5000).Select(_ => (ulong)random.NextInt64())];
        bool[] flags = new bool[hashes.Length], expected = new bool[hashes.Length];
        using var table = new LineHashTable(hashes.Length * 2, 1, firstHashes: 10);
        var met = new HashSet<ulong>();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < hashes.Length; i += 100)
            {
                table.Add(hashes.AsSpan(i, 100), flags.AsSpan(i, 100));
            }

            for (int i = 0; i < hashes.Length; i++)
            {
                expected[i] = !met.Add(hashes[i]);
            }

            flags.ShouldBe(expected);
        }

        table.SlotCount.ShouldBeLessThanOrEqualTo(LineHashTable.BytesFor(hashes.Length * 2) / 8);
    }
}
