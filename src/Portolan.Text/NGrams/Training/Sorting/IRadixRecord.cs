namespace Portolan.Text.NGrams.Training.Sorting;

/// <summary>A fixed-size record that sorts by an unsigned key inside it.</summary>
internal interface IRadixRecord<TSelf>
    where TSelf : unmanaged, IRadixRecord<TSelf>
{
    /// <summary>The key's bits from <paramref name="shift"/> up; the caller masks what it wants, at most 16 of them.</summary>
    static abstract uint Digit(in TSelf record, int shift);

    /// <summary>Whether the first key is less than the second.</summary>
    static abstract bool Less(in TSelf left, in TSelf right);

    /// <summary>Adds a record of the same key to the one before it; false when keys differ or the sum does not fit.</summary>
    static abstract bool TryMerge(ref TSelf into, in TSelf from);
}
