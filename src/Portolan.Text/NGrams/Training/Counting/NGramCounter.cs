using System.Numerics;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>Counts the n-grams of a text that was turned into word numbers.</summary>
internal static class NGramCounter
{
    private const int WordBits128 = 128 - PackedNGram.CountBits;

    /// <param name="text">Word numbers; each sentence ends with <c>&lt;/s&gt;</c>. Disposed as soon as it was read.</param>
    /// <param name="words">Size of the vocabulary.</param>
    /// <param name="thresholds">For each order: n-grams seen so often or less are pruned.</param>
    /// <param name="workspace">Memory, threads and files.</param>
    public static AdjustedCounts Count(RecordList<uint> text, int words, IReadOnlyList<long> thresholds, Workspace workspace)
    {
        int order = thresholds.Count;
        int wordBits = BitOperations.Log2((uint)words - 1) + 1;
        return wordBits * order <= WordBits128
            ? Count<PackedNGram128>(text, wordBits, thresholds, workspace)
            : Count<PackedNGram192>(text, wordBits, thresholds, workspace);
    }

    /// <summary>The same for one packed form, which must have room for the words.</summary>
    internal static AdjustedCounts Count<T>(RecordList<uint> text, int wordBits, IReadOnlyList<long> thresholds, Workspace workspace)
        where T : unmanaged, IPackedNGram<T>
    {
        int order = thresholds.Count;
        using var sorter = new ExternalSorter<T>(workspace, text.Count, T.Bits - (wordBits * order), T.Bits);
        T begin = default;
        for (int i = 0; i < order; i++)
        {
            begin = begin.Push(Vocabulary.Begin, wordBits, order);
        }

        T current = begin;
        using (RecordList<uint>.Cursor cursor = text.Read())
        {
            for (ReadOnlySpan<uint> block = cursor.ReadBlock(); !block.IsEmpty; block = cursor.ReadBlock())
            {
                foreach (uint word in block)
                {
                    current = current.Push(word, wordBits, order);
                    sorter.Add(in current);
                    if (word == Vocabulary.End)
                    {
                        current = begin;
                    }
                }
            }
        }

        text.Dispose();
        sorter.Complete();
        var counts = new AdjustedCounts(workspace, order, thresholds);
        try
        {
            counts.Count(sorter, wordBits);
            return counts;
        }
        catch
        {
            counts.Dispose();
            throw;
        }
    }
}
