namespace Portolan.Tensors;

/// <summary>The best few of many scored items.</summary>
/// <remarks>
/// Of equal scores the smaller number is better, so that the answer does not depend on the order of offers, nor on how work was
/// divided between threads that merge their answers. NaN is never kept. Not thread-safe.
/// </remarks>
public sealed class TopK
{
    // A heap whose root is the worst of the kept.
    private readonly (float Score, long Item)[] heap;
    private readonly bool smallerIsBetter;

    /// <summary>Keeps at most <paramref name="capacity"/> items.</summary>
    /// <param name="capacity">At least 1.</param>
    /// <param name="similarity">Says whether larger scores are better (dot, cosine) or smaller ones (distances).</param>
    public TopK(int capacity, Similarity similarity = Similarity.Dot)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        heap = new (float, long)[capacity];
        smallerIsBetter = similarity == Similarity.SquaredL2;
    }

    /// <summary>Items kept so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether an item of this score could still enter: a cheap test before work is spent on it.</summary>
    /// <param name="score">Its score.</param>
    public bool Admits(float score) => Count < heap.Length
        ? !float.IsNaN(score)
        : smallerIsBetter ? score <= heap[0].Score : score >= heap[0].Score;

    /// <summary>Offers one item.</summary>
    /// <param name="score">Its score.</param>
    /// <param name="item">Its number.</param>
    public void Offer(float score, long item)
    {
        if (!Admits(score))
        {
            return;
        }

        if (Count < heap.Length)
        {
            Rise((score, item));
        }
        else if (IsWorse(heap[0], (score, item)))
        {
            Sink((score, item));
        }
    }

    /// <summary>Offers items with consecutive numbers.</summary>
    /// <param name="scores">Their scores.</param>
    /// <param name="first">Number of the first.</param>
    public void Offer(ReadOnlySpan<float> scores, long first)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            Offer(scores[i], first + i);
        }
    }

    /// <summary>Offers what another has kept.</summary>
    /// <param name="other">Unchanged.</param>
    public void Merge(TopK other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < other.Count; i++)
        {
            Offer(other.heap[i].Score, other.heap[i].Item);
        }
    }

    /// <summary>The kept items, best first.</summary>
    public (float Score, long Item)[] ToSortedArray()
    {
        (float Score, long Item)[] sorted = heap[..Count];
        Array.Sort(sorted, (x, y) => x == y ? 0 : IsWorse(x, y) ? 1 : -1);
        return sorted;
    }

    private bool IsWorse((float Score, long Item) x, (float Score, long Item) y) =>
        x.Score == y.Score ? x.Item > y.Item : smallerIsBetter ? x.Score > y.Score : x.Score < y.Score;

    private void Rise((float Score, long Item) entry)
    {
        int at = Count++;
        while (at > 0 && IsWorse(entry, heap[(at - 1) / 2]))
        {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        heap[at] = entry;
    }

    private void Sink((float Score, long Item) entry)
    {
        int at = 0;
        while ((2 * at) + 1 < Count)
        {
            int child = (2 * at) + 1;
            if (child + 1 < Count && IsWorse(heap[child + 1], heap[child]))
            {
                child++;
            }

            if (!IsWorse(heap[child], entry))
            {
                break;
            }

            heap[at] = heap[child];
            at = child;
        }

        heap[at] = entry;
    }
}
