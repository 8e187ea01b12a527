using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>The words of an n-gram packed into one number, the last word highest, so that numeric order is order by suffix; and a count.</summary>
/// <remarks>Each word has the same number of bits, and the words stand at the upper end; the count is the low 16 bits.</remarks>
internal interface IPackedNGram<TSelf> : IRadixRecord<TSelf>
    where TSelf : unmanaged, IPackedNGram<TSelf>
{
    /// <summary>Bits of a record.</summary>
    static abstract int Bits { get; }

    /// <summary>How often the n-gram was seen, up to 65,535; what is above stands in further records.</summary>
    int Count { get; }

    /// <summary>The n-gram that ends one word later, seen once: the first word falls off.</summary>
    /// <param name="word">The new last word.</param>
    /// <param name="wordBits">Bits of each word.</param>
    /// <param name="order">Words in the n-gram.</param>
    TSelf Push(uint word, int wordBits, int order);

    /// <summary>A word by its place from the end: 0 is the last.</summary>
    uint WordFromEnd(int index, int wordBits);

    /// <summary>Leading bits, the last word's first, in which two n-grams agree; not below the number of words' bits when they are the same.</summary>
    int CommonBits(in TSelf other);
}

/// <summary>What both packed forms agree on.</summary>
internal static class PackedNGram
{
    public const int CountBits = 16;
    public const uint MaxCount = (1 << CountBits) - 1;
}
