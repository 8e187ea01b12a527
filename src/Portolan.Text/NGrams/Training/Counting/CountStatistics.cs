namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>What is counted of the n-grams of one order.</summary>
internal sealed class CountStatistics
{
    private readonly long[] ofCount = new long[5];

    /// <summary>N-grams seen, and those that the model keeps.</summary>
    public long Seen { get; private set; }

    /// <inheritdoc cref="Seen"/>
    public long Kept { get; private set; }

    /// <summary>How many n-grams have an adjusted count of 0 to 4, pruned ones included.</summary>
    public ReadOnlySpan<long> OfCount => ofCount;

    public void Add(uint count, bool isPruned)
    {
        Seen++;
        Kept += isPruned ? 0 : 1;
        if (count < (uint)ofCount.Length)
        {
            ofCount[count]++;
        }
    }
}
