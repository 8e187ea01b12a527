using Portolan.Text.NGrams.Internals;
using Portolan.Text.NGrams.Training.Counting;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>A trained model as a stream: the lists of counts and of estimates read side by side, without what was pruned.</summary>
internal sealed class TrainedNGrams : INGramSource
{
    private readonly AdjustedCounts counts;
    private readonly OrderEstimate[] estimates;
    private readonly Vocabulary vocabulary;

    // The number of each word once pruned words are gone; null when none is.
    private readonly int[]? numbers;

    public TrainedNGrams(AdjustedCounts counts, OrderEstimate[] estimates, Vocabulary vocabulary)
    {
        this.counts = counts;
        this.estimates = estimates;
        this.vocabulary = vocabulary;
        Counts = [.. Enumerable.Range(1, counts.Order).Select(order => counts.Statistics(order).Kept)];
        numbers = Counts[0] == vocabulary.Count ? null : NumberKept();
    }

    public int Order => counts.Order;

    public IReadOnlyList<long> Counts { get; }

    public IEnumerable<ReadOnlyMemory<byte>> Words
    {
        get
        {
            for (uint word = 0; word < vocabulary.Count; word++)
            {
                if (numbers is null || numbers[word] >= 0)
                {
                    yield return vocabulary.Memory(word);
                }
            }
        }
    }

    public NGramCursor Open(int length) => new TrainedNGramCursor(
        new SuffixOrderCursor(counts, length),
        estimates[length - 1].Probabilities,
        length == Order ? null : estimates[length - 1].Backoffs,
        numbers);

    public void Dispose()
    {
        counts.Dispose();
        foreach (OrderEstimate estimate in estimates)
        {
            estimate.Dispose();
        }
    }

    private int[] NumberKept()
    {
        var kept = new int[vocabulary.Count];
        int next = 0;
        using RecordList<NGramEntry>.Cursor entry = counts.Entries(1).Read();
        while (entry.MoveNext())
        {
            kept[entry.Current.Word] = entry.Current.IsPruned ? -1 : next++;
        }

        return kept;
    }
}
