using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>What an n-gram learns from its context, on its way back to its place.</summary>
/// <param name="rank">The n-gram's place in the list of its order.</param>
/// <param name="context">Number of the context among those of its length.</param>
/// <param name="total">Sum of the adjusted counts in the context.</param>
/// <param name="backoff">Mass that the context leaves to the order below.</param>
internal readonly struct WeightRecord(uint rank, uint context, float total, float backoff) : IRadixRecord<WeightRecord>
{
    public uint Rank { get; } = rank;

    public uint Context { get; } = context;

    public float Total { get; } = total;

    public float Backoff { get; } = backoff;

    public static uint Digit(in WeightRecord record, int shift) => record.Rank >> shift;

    public static bool Less(in WeightRecord left, in WeightRecord right) => left.Rank < right.Rank;

    public static bool TryMerge(ref WeightRecord into, in WeightRecord from) => false;
}
