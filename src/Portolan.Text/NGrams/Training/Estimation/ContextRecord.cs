using Portolan.Text.NGrams.Training.Counting;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>An n-gram on its way to the others of its context.</summary>
/// <param name="context">Number of the context's suffix, above the context's first word: in this order contexts are in suffix order.</param>
/// <param name="rank">The n-gram's place in the list of its order.</param>
/// <param name="count">Its adjusted count.</param>
/// <param name="isPruned">Whether the model leaves it out.</param>
internal readonly struct ContextRecord(ulong context, uint rank, uint count, bool isPruned) : IRadixRecord<ContextRecord>
{
    private const uint UpperBit = 1u << 31;

    private readonly uint countAndFlag = count | (isPruned ? UpperBit : 0);

    public ulong Context { get; } = context;

    public uint Rank { get; } = rank;

    public uint Count => countAndFlag & ~UpperBit;

    public bool IsPruned => (countAndFlag & UpperBit) != 0;

    public static uint Digit(in ContextRecord record, int shift) => (uint)(record.Context >> shift);

    public static bool Less(in ContextRecord left, in ContextRecord right) => left.Context < right.Context;

    public static bool TryMerge(ref ContextRecord into, in ContextRecord from) => false;
}
