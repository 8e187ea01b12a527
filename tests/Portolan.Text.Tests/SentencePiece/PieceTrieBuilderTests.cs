using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tests.SentencePiece;

public sealed class PieceTrieBuilderTests
{
    [Fact]
    public void Nodes_whose_children_leave_gaps_that_none_fits_take_no_more_than_their_places()
    {
        List<(byte[] Key, int Value, float Score)> keys = [];
        for (int first = 1; first <= 250; first++)
        {
            for (int last = 1; last <= 255; last++)
            {
                if (last % 3 != 0)
                {
                    keys.Add(([(byte)first, (byte)last], keys.Count, last));
                }
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        PieceTrie trie = PieceTrieBuilder.Build(keys);

        // 250 nodes with 256 places of 24 bytes each are 1.5 MB; arrays are copied as they grow, and the keys are sorted.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000_000);
        keys.ShouldAllBe(entry => trie.Find(entry.Key) == entry.Value);
        trie.Find([7, 3]).ShouldBe(PieceTrie.NoKey);
        trie.Find([251, 1]).ShouldBe(PieceTrie.NoKey);
    }

    [Fact]
    public void Random_keys_are_all_found()
    {
        var random = new Random(3);
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        List<(byte[] Key, int Value, float Score)> keys = [];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] key = new byte[random.Next(1, 5)];
            random.NextBytes(key);
            if (values.TryAdd(Convert.ToHexString(key), i))
            {
                keys.Add((key, i, 0));
            }
        }

        PieceTrie trie = PieceTrieBuilder.Build(keys);

        keys.ShouldAllBe(entry => trie.Find(entry.Key) == entry.Value);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] key = new byte[random.Next(1, 5)];
            random.NextBytes(key);
            trie.Find(key).ShouldBe(values.GetValueOrDefault(Convert.ToHexString(key), PieceTrie.NoKey));
        }
    }
}
