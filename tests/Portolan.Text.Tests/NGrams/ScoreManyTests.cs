using Portolan.Testing;
using Portolan.Text.NGrams;
using Portolan.Text.NGrams.Internals.Plm;
using Portolan.Text.NGrams.Internals.Trie;

namespace Portolan.Text.Tests.NGrams;

public sealed class ScoreManyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(NGramFormat.Plm)]
    [InlineData(NGramFormat.CompactPlm)]
    public void Many_sequences_score_as_each_alone(NGramFormat format)
    {
        SmallArpa.ToPlm(folder.Path, format);
        using NGramModel model = NGramModel.Open(Path.Combine(folder.Path, $"{format}.plm"));
        var random = new Random(6);

        // Lengths around those of a group and of a chunk, and none.
        int[] lengths = [0, 1, 15, 16, 17, 0, 31, 32, 33, 254, 255, 256, 257, 0, 600, 1, 0];
        int[] words = [.. Enumerable.Range(0, lengths.Sum()).Select(_ => random.Next(7))];
        var sequenceEnds = new List<int>();
        foreach (int length in lengths)
        {
            sequenceEnds.Add((sequenceEnds.Count == 0 ? 0 : sequenceEnds[^1]) + length);
        }

        foreach (SequenceEnds ends in Enum.GetValues<SequenceEnds>())
        {
            float[] scores = new float[lengths.Length];
            model.ScoreMany(words, sequenceEnds.ToArray(), ends, scores);
            var each = new WordScore[700];
            for (int i = 0; i < lengths.Length; i++)
            {
                ReadOnlySpan<int> sequence = words.AsSpan(sequenceEnds[i] - lengths[i], lengths[i]);
                model.Score(sequence, ends).ShouldBe(scores[i]);
                model.Score(sequence, ends, each).ShouldBe(scores[i]);
                float sum = 0;
                for (int word = 0; word < lengths[i] + ((ends & SequenceEnds.End) != 0 ? 1 : 0); word++)
                {
                    sum += each[word].Log10;
                }

                sum.ShouldBe(scores[i]);
            }
        }
    }

    [Theory]
    [InlineData(NGramFormat.Plm)]
    [InlineData(NGramFormat.CompactPlm)]
    public void Next_words_score_as_in_a_sequence(NGramFormat format)
    {
        SmallArpa.ToPlm(folder.Path, format);
        using NGramModel model = NGramModel.Open(Path.Combine(folder.Path, $"{format}.plm"));
        var next = new float[7];
        var scores = new WordScore[9];
        foreach (string context in (ReadOnlySpan<string>)["", "<s>", "<s> a", "a b", "c", "b a dé", "<s> a b c a b"])
        {
            int[] words = SmallArpa.Numbers(model, context);
            model.ScoreNext(words, next);
            for (int word = 0; word < 7; word++)
            {
                model.Score([.. words, word], SequenceEnds.None, scores);
                next[word].ShouldBe(scores[words.Length].Log10);
            }
        }
    }

    [Fact]
    public void The_vector_comparison_finds_what_the_scalar_one_finds() => CompareBuckets();

    private static unsafe void CompareBuckets()
    {
        var random = new Random(7);
        ulong* bucket = stackalloc ulong[8];
        for (int round = 0; round < 2000; round++)
        {
            for (int i = 0; i < 5; i++)
            {
                bucket[i] = (uint)random.Next(4) | (random.Next(2) == 0 ? LosslessTables.OverflowBit : 0);
            }

            ulong key = (uint)random.Next(5);
            LosslessTables.FindMiddle((byte*)bucket, key).ShouldBe(LosslessTables.FindScalar((byte*)bucket, key, 4));
            LosslessTables.FindLongest((byte*)bucket, key).ShouldBe(LosslessTables.FindScalar((byte*)bucket, key, 5));
        }
    }

    [Fact]
    public void Selecting_a_bit_is_the_same_by_instruction_and_by_loop()
    {
        var random = new Random(8);
        for (int round = 0; round < 2000; round++)
        {
            ulong bits = (ulong)random.NextInt64() & (ulong)random.NextInt64();
            for (int before = 0; before < System.Numerics.BitOperations.PopCount(bits); before++)
            {
                MarkPointers.Select(bits, before).ShouldBe(MarkPointers.SelectScalar(bits, before));
            }
        }
    }

    [Fact]
    public void Ranges_read_as_they_were_written() => RoundTripRanges();

    private static unsafe void RoundTripRanges()
    {
        var random = new Random(9);
        for (int round = 0; round < 60; round++)
        {
            int count = random.Next(1, 700);
            int[] children = [.. Enumerable.Range(0, count).Select(_ => random.Next(5) switch { 0 => random.Next(300), 1 => 0, _ => random.Next(4) })];
            long total = children.Sum();
            long blocks = PlmLayout.RangeMarkBlocks(count, total);
            ulong[] marks = new ulong[blocks];
            ulong[] samples = new ulong[(count / PlmLayout.RecordsASample) + 1];
            fixed (ulong* marksStart = marks, samplesStart = samples)
            {
                var writer = new MarkWriter(marksStart, samplesStart, PlmLayout.RecordsASample, (ulong)count);
                for (int record = 0; record < count; record++)
                {
                    for (int i = 0; i < children[record]; i++)
                    {
                        writer.Add((ulong)record);
                    }
                }

                writer.Finish();
                var pointers = new MarkPointers(marksStart, blocks, samplesStart, PlmLayout.RecordsASample);
                ulong begin = 0;
                for (int record = 0; record < count; record++)
                {
                    TrieRange range = pointers.Read((ulong)record, 0);
                    range.Begin.ShouldBe(begin);
                    range.End.ShouldBe(begin + (ulong)children[record]);
                    begin = range.End;
                }
            }
        }
    }
}
