using System.Numerics;
using Portolan.Storage;
using Portolan.Text.NGrams.Training.Counting;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>Interpolated modified Kneser-Ney probabilities, order by order from the unigrams up.</summary>
/// <remarks>
/// For each order the n-grams go to their contexts and come back (two sorts of 16-byte records). A context needs no words to be
/// compared: that of <c>w1 … wn</c> is <c>w1</c> before the context of <c>w2 … wn</c>, which has a number from the order below.
/// </remarks>
internal sealed class Estimator(AdjustedCounts counts, IReadOnlyList<Discounts> discounts, int words, Workspace workspace)
{
    private readonly int wordBits = BitOperations.Log2((uint)words - 1) + 1;

    /// <summary>Estimates all orders.</summary>
    /// <param name="finished">Called after each order.</param>
    public OrderEstimate[] Run(Action<int> finished)
    {
        var estimates = new OrderEstimate[counts.Order];
        for (int i = 0; i < estimates.Length; i++)
        {
            estimates[i] = new OrderEstimate(workspace);
        }

        try
        {
            EstimateUnigrams(estimates[0]);
            finished(1);
            for (int order = 2; order <= counts.Order; order++)
            {
                EstimateOrder(order, estimates[order - 2], estimates[order - 1]);
                finished(order);
            }

            return estimates;
        }
        catch
        {
            foreach (OrderEstimate estimate in estimates)
            {
                estimate.Dispose();
            }

            throw;
        }
    }

    private void EstimateUnigrams(OrderEstimate estimate)
    {
        Discounts discount = discounts[0];
        ContextSum sum = default;
        using (RecordList<NGramEntry>.Cursor entry = counts.Entries(1).Read())
        {
            while (entry.MoveNext())
            {
                sum.Add(entry.Current.Count, entry.Current.IsPruned);
            }
        }

        // <s> is no word that could follow; <unk> is one.
        float uniform = (float)(1.0 / (float)(counts.Statistics(1).Kept - 1));
        float backoff = sum.Backoff(discount);
        using (RecordList<NGramEntry>.Cursor entry = counts.Entries(1).Read())
        {
            while (entry.MoveNext())
            {
                uint count = entry.Current.Count;
                float probability = entry.Current.Word == Vocabulary.Begin ? 1 : ((count - discount.Of(count)) / sum.Total) + (backoff * uniform);
                estimate.Probabilities.Add(probability);
            }
        }

        estimate.Probabilities.Complete();
        estimate.Contexts.Complete();
    }

    private void EstimateOrder(int order, OrderEstimate lower, OrderEstimate estimate)
    {
        if (counts.Entries(order).Count > uint.MaxValue)
        {
            throw new StorageException(
                $"the text has {counts.Entries(order).Count} different {order}-grams, more than {uint.MaxValue}",
                hint: "train on less text or with a lower order");
        }

        using ExternalSorter<WeightRecord> weights = Weigh(order, lower);
        Discounts discount = discounts[order - 1];
        using RecordList<NGramEntry>.Cursor entry = counts.Entries(order).Read();
        using var suffix = new SuffixCursor<float>(counts.Entries(order - 1), lower.Probabilities);
        bool isContextNeeded = order < counts.Order;
        for (ReadOnlySpan<WeightRecord> block = weights.ReadBlock(); !block.IsEmpty; block = weights.ReadBlock())
        {
            foreach (ref readonly WeightRecord weight in block)
            {
                entry.MoveNext();
                NGramEntry current = entry.Current;
                if (current.IsFirstOfSuffix)
                {
                    suffix.MoveNext();
                }

                float own = (current.Count - discount.Of(current.Count)) / weight.Total;
                estimate.Probabilities.Add(own + (weight.Backoff * suffix.Value));
                if (isContextNeeded)
                {
                    estimate.Contexts.Add(weight.Context);
                }
            }
        }

        estimate.Probabilities.Complete();
        estimate.Contexts.Complete();
        lower.Contexts.Dispose();
    }

    /// <summary>Brings n-grams of a context together, adds them up, and sends the sums back to each n-gram's place.</summary>
    private ExternalSorter<WeightRecord> Weigh(int order, OrderEstimate lower)
    {
        long count = counts.Entries(order).Count;
        using ExternalSorter<ContextRecord> contexts = SortByContext(order, lower);
        var weights = new ExternalSorter<WeightRecord>(workspace, count, 0, BitOperations.Log2((ulong)count) + 1);
        try
        {
            var group = new ContextGroup(discounts[order - 1], weights, lower.Backoffs);
            for (ReadOnlySpan<ContextRecord> block = contexts.ReadBlock(); !block.IsEmpty; block = contexts.ReadBlock())
            {
                group.Add(block);
            }

            group.Complete();
            lower.Backoffs.Complete();

            // Their memory is for the sort that follows.
            contexts.Dispose();
            weights.Complete();
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private ExternalSorter<ContextRecord> SortByContext(int order, OrderEstimate lower)
    {
        int suffixBits = order == 2 ? 0 : BitOperations.Log2((ulong)counts.Entries(order - 2).Count) + 1;
        if (suffixBits + wordBits > 64)
        {
            throw new StorageException(
                $"{counts.Entries(order - 2).Count} {order - 2}-grams of {words} words are more than a context's number can tell apart",
                hint: "train on less text or with a lower order");
        }

        var sorter = new ExternalSorter<ContextRecord>(workspace, counts.Entries(order).Count, 0, suffixBits + wordBits);
        try
        {
            using RecordList<NGramEntry>.Cursor entry = counts.Entries(order).Read();
            using var suffix = new SuffixCursor<uint>(counts.Entries(order - 1), order == 2 ? null : lower.Contexts);
            uint rank = 0;
            while (entry.MoveNext())
            {
                NGramEntry current = entry.Current;
                if (current.IsFirstOfSuffix)
                {
                    suffix.MoveNext();
                }

                sorter.Add(new ContextRecord(((ulong)suffix.Value << wordBits) | current.Word, rank++, current.Count, current.IsPruned));
            }

            sorter.Complete();
            return sorter;
        }
        catch
        {
            sorter.Dispose();
            throw;
        }
    }
}
