using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>Collects the n-grams of one context after the other, and sends each the context's sums when the context ends.</summary>
internal sealed class ContextGroup(Discounts discounts, ExternalSorter<WeightRecord> weights, RecordList<float> backoffs)
{
    // The n-grams of a context differ in their last word, so there are never more than words.
    private uint[] ranks = new uint[1 << 8];
    private int rankCount;
    private ContextSum sum;
    private ulong context;
    private uint number;

    /// <summary>Takes n-grams in the order of their contexts.</summary>
    public void Add(ReadOnlySpan<ContextRecord> records)
    {
        foreach (ref readonly ContextRecord record in records)
        {
            if (record.Context != context && rankCount > 0)
            {
                End();
            }

            if (rankCount == ranks.Length)
            {
                Array.Resize(ref ranks, ranks.Length * 2);
            }

            context = record.Context;
            ranks[rankCount++] = record.Rank;
            sum.Add(record.Count, record.IsPruned);
        }
    }

    /// <summary>Ends the last context.</summary>
    public void Complete()
    {
        if (rankCount > 0)
        {
            End();
        }
    }

    private void End()
    {
        float backoff = sum.Backoff(discounts);
        float total = sum.Total;
        backoffs.Add(backoff);
        foreach (uint rank in ranks.AsSpan(0, rankCount))
        {
            weights.Add(new WeightRecord(rank, number, total, backoff));
        }

        number++;
        rankCount = 0;
        sum = default;
    }
}
