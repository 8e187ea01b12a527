namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>One n-gram in the list of its order: what it adds to its suffix in the list of the order below.</summary>
/// <remarks>
/// Lists are in suffix order (last word first, then the one before), so that the n-grams of one suffix follow each other, and their
/// suffixes come in the same order. A list is a level of the trie of reversed n-grams.
/// </remarks>
internal readonly struct NGramEntry
{
    /// <summary>Counts are kept in 31 bits.</summary>
    public const uint MaxCount = uint.MaxValue >> 1;

    private const uint UpperBit = 1u << 31;

    private readonly uint wordAndFlag;
    private readonly uint countAndFlag;

    public NGramEntry(uint word, bool isFirstOfSuffix, uint count, bool isPruned)
    {
        wordAndFlag = word | (isFirstOfSuffix ? UpperBit : 0);
        countAndFlag = count | (isPruned ? UpperBit : 0);
    }

    /// <summary>The n-gram's first word.</summary>
    public uint Word => wordAndFlag & ~UpperBit;

    /// <summary>Whether no n-gram before this one has the same suffix.</summary>
    public bool IsFirstOfSuffix => (wordAndFlag & UpperBit) != 0;

    /// <summary>The adjusted count: how many words were seen before the n-gram, or how often it was seen if it is of the highest order or begins a sentence.</summary>
    public uint Count => countAndFlag & ~UpperBit;

    /// <summary>Whether the model leaves the n-gram out.</summary>
    public bool IsPruned => (countAndFlag & UpperBit) != 0;

    /// <summary>Whether longer n-grams may end in this one; nothing stands before the begin of a sentence.</summary>
    public bool HasLonger => Word > Vocabulary.Begin;
}
