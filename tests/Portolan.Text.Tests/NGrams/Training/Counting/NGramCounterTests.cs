using Portolan.Text.NGrams.Training.Counting;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.Tests.NGrams.Training.Counting;

public sealed class NGramCounterTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 20)]
    [InlineData(3, 29)]
    [InlineData(5, 13)]
    [InlineData(5, 22)]
    [InlineData(6, 18)]
    public void Both_packed_forms_count_alike(int order, int wordBits)
    {
        (uint, uint, bool, bool)[] narrow = Count<PackedNGram128>(order, wordBits);
        (uint, uint, bool, bool)[] wide = Count<PackedNGram192>(order, wordBits);
        narrow.ShouldBe(wide);
    }

    [Theory]
    [InlineData(6, 29)]
    [InlineData(6, 28)]
    [InlineData(4, 27)]
    public void Words_come_out_of_the_wide_form_as_they_went_in(int order, int wordBits) => CheckWords<PackedNGram192>(order, wordBits);

    [Theory]
    [InlineData(1, 29)]
    [InlineData(5, 22)]
    [InlineData(6, 18)]
    [InlineData(4, 16)]
    public void Words_come_out_of_the_narrow_form_as_they_went_in(int order, int wordBits) => CheckWords<PackedNGram128>(order, wordBits);

    [Fact]
    public void Equal_ngrams_merge_until_the_count_is_full()
    {
        PackedNGram128 into = default(PackedNGram128).Push(3, 4, 2), from = into, other = default(PackedNGram128).Push(4, 4, 2);
        for (int i = 1; i < PackedNGram.MaxCount; i++)
        {
            PackedNGram128.TryMerge(ref into, in from).ShouldBeTrue();
        }

        into.Count.ShouldBe((int)PackedNGram.MaxCount);
        PackedNGram128.TryMerge(ref into, in from).ShouldBeFalse();
        PackedNGram128.TryMerge(ref from, in other).ShouldBeFalse();
        into.WordFromEnd(0, 4).ShouldBe(3u);
    }

    [Fact]
    public void Vocabulary_numbers_words_in_the_order_of_their_coming()
    {
        var vocabulary = new Vocabulary();
        var expected = new Dictionary<string, uint> { ["<unk>"] = 0, ["<s>"] = 1, ["</s>"] = 2 };
        var random = new Random(3);
        for (int i = 0; i < 50_000; i++)
        {
            // All lengths round the hash's steps of 8, 4 and 1 bytes.
            string word = new('a', random.Next(20));
            word += random.Next(3000);
            uint number = vocabulary.FindOrAdd(System.Text.Encoding.ASCII.GetBytes(word));
            if (expected.TryAdd(word, number))
            {
                number.ShouldBe((uint)expected.Count - 1);
            }

            number.ShouldBe(expected[word]);
        }

        vocabulary.Count.ShouldBe(expected.Count);
        foreach ((string word, uint number) in expected)
        {
            System.Text.Encoding.ASCII.GetString(vocabulary[number]).ShouldBe(word);
        }
    }

    private static void CheckWords<T>(int order, int wordBits)
        where T : unmanaged, IPackedNGram<T>
    {
        var random = new Random(order);
        T packed = default;
        var words = new List<uint>();
        for (int i = 0; i < 100; i++)
        {
            T before = packed;
            words.Add((uint)random.Next(1 << wordBits));
            packed = packed.Push(words[^1], wordBits, order);
            packed.Count.ShouldBe(1);
            uint[] last = [.. words.AsEnumerable().Reverse().Take(order)];
            Enumerable.Range(0, order).Select(k => packed.WordFromEnd(k, wordBits)).Take(last.Length).ShouldBe(last);
            (packed.CommonBits(in packed) >= order * wordBits).ShouldBeTrue();
            if (words[^1] != words.SkipLast(1).LastOrDefault())
            {
                packed.CommonBits(in before).ShouldBeLessThan(wordBits);
                T.Less(in before, in packed).ShouldBe(before.WordFromEnd(0, wordBits) < words[^1]);
            }
        }
    }

    private static (uint, uint, bool, bool)[] Count<T>(int order, int wordBits)
        where T : unmanaged, IPackedNGram<T>
    {
        using var workspace = new Workspace(10_000_000, null, 2, CancellationToken.None);
        using var text = new RecordList<uint>(workspace);
        var random = new Random(wordBits);
        for (int i = 0; i < 30_000; i++)
        {
            text.Add(random.Next(8) == 0 ? Vocabulary.End : (uint)random.Next(3, Math.Min(20, 1 << wordBits)));
        }

        text.Add(Vocabulary.End);
        text.Complete();
        using AdjustedCounts counts = NGramCounter.Count<T>(text, wordBits, new long[order], workspace);
        var all = new List<(uint, uint, bool, bool)>();
        for (int n = 1; n <= order; n++)
        {
            using RecordList<NGramEntry>.Cursor cursor = counts.Entries(n).Read();
            while (cursor.MoveNext())
            {
                NGramEntry entry = cursor.Current;
                all.Add((entry.Word, entry.Count, entry.IsFirstOfSuffix, entry.IsPruned));
            }
        }

        return [.. all];
    }
}
