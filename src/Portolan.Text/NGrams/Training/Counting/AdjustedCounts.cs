using Portolan.Storage;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>The n-grams of every order with their adjusted counts (Heafield et al. 2013, section 3.2; Kneser and Ney 1995).</summary>
internal sealed class AdjustedCounts : IDisposable
{
    private readonly RecordList<NGramEntry>[] entries;
    private readonly CountStatistics[] statistics;
    private readonly long[] thresholds;

    // The n-gram of each order that is being counted: it ends when one with another word in its place comes.
    private readonly uint[] openWord;
    private readonly bool[] openIsFirst;
    private readonly ulong[] openCount;
    private readonly ulong[] openSeen;
    private int openOrders;

    public AdjustedCounts(Workspace workspace, int order, IReadOnlyList<long> thresholds)
    {
        Order = order;
        this.thresholds = [.. thresholds];
        entries = new RecordList<NGramEntry>[order];
        statistics = new CountStatistics[order];
        for (int i = 0; i < order; i++)
        {
            entries[i] = new RecordList<NGramEntry>(workspace);
            statistics[i] = new CountStatistics();
        }

        openWord = new uint[order];
        openIsFirst = new bool[order];
        openCount = new ulong[order];
        openSeen = new ulong[order];
    }

    public int Order { get; }

    /// <summary>The n-grams of an order, from 1, in suffix order.</summary>
    public RecordList<NGramEntry> Entries(int order) => entries[order - 1];

    public CountStatistics Statistics(int order) => statistics[order - 1];

    /// <summary>Takes all n-grams of the highest order in suffix order; those at the begin of a sentence are padded with <c>&lt;s&gt;</c>.</summary>
    public void Count<T>(ExternalSorter<T> sorted, int wordBits)
        where T : unmanaged, IPackedNGram<T>
    {
        Close(new NGramEntry(Vocabulary.Unknown, false, 0, false), 0);
        Close(new NGramEntry(Vocabulary.Begin, false, 0, false), 0);
        T previous = default;
        int previousLength = 0;
        for (ReadOnlySpan<T> block = sorted.ReadBlock(); !block.IsEmpty; block = sorted.ReadBlock())
        {
            foreach (ref readonly T packed in block)
            {
                int length = Length(in packed, wordBits);
                int same = previousLength == 0 ? 0 : Math.Min(packed.CommonBits(in previous) / wordBits, Order);
                if (same >= length && previousLength == length)
                {
                    AddToAll(packed.Count);
                }
                else
                {
                    Open(in packed, wordBits, same, length);
                }

                previous = packed;
                previousLength = length;
            }
        }

        CloseFrom(0);
        foreach (RecordList<NGramEntry> list in entries)
        {
            list.Complete();
        }
    }

    public void Dispose()
    {
        foreach (RecordList<NGramEntry> list in entries)
        {
            list.Dispose();
        }
    }

    /// <summary>Words up to and with the first <c>&lt;s&gt;</c> from the end; more of them are padding.</summary>
    private int Length<T>(in T packed, int wordBits)
        where T : unmanaged, IPackedNGram<T>
    {
        // A sentence has one <s>, so only the padding's innermost must be found; the first word tells whether there is any.
        int length = Order;
        if (Order > 1 && packed.WordFromEnd(Order - 1, wordBits) == Vocabulary.Begin)
        {
            while (length > 2 && packed.WordFromEnd(length - 2, wordBits) == Vocabulary.Begin)
            {
                length--;
            }
        }

        return length;
    }

    /// <summary>The same n-gram again: its count did not fit one record.</summary>
    private void AddToAll(int count)
    {
        for (int i = 0; i < openOrders; i++)
        {
            openSeen[i] += (uint)count;
        }

        openCount[openOrders - 1] += (uint)count;
    }

    /// <summary>Ends the n-grams in which the new one differs from the last, and begins those that it brings.</summary>
    private void Open<T>(in T packed, int wordBits, int same, int length)
        where T : unmanaged, IPackedNGram<T>
    {
        CloseFrom(same);
        for (int i = 0; i < same; i++)
        {
            openSeen[i] += (uint)packed.Count;
        }

        if (same > 0)
        {
            // One more word stands before the longest n-gram that stays.
            openCount[same - 1]++;
        }

        for (int i = same; i < length; i++)
        {
            openWord[i] = packed.WordFromEnd(i, wordBits);
            openIsFirst[i] = i > same;
            openSeen[i] = (uint)packed.Count;

            // N-grams of the highest order and those from the begin of a sentence keep the plain count; nothing stands before them.
            openCount[i] = i == length - 1 ? (uint)packed.Count : 1u;
        }

        openOrders = length;
    }

    private void CloseFrom(int order)
    {
        for (int i = order; i < openOrders; i++)
        {
            if (openCount[i] > NGramEntry.MaxCount)
            {
                throw new StorageException(
                    $"one {i + 1}-gram was seen {openCount[i]} times, more than {NGramEntry.MaxCount}",
                    hint: "leave out repeated lines; a model gains nothing from them");
            }

            // Neither marker can be missing from a model.
            bool isMarker = i == 0 && openWord[0] <= Vocabulary.End;
            bool isPruned = !isMarker && openSeen[i] <= (ulong)thresholds[i];
            Close(new NGramEntry(openWord[i], openIsFirst[i], (uint)openCount[i], isPruned), i);
        }
    }

    private void Close(NGramEntry entry, int index)
    {
        entries[index].Add(entry);
        statistics[index].Add(entry.Count, entry.IsPruned);
    }
}
