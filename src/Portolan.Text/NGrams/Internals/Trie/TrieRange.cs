namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>Records of one level that extend the same n-gram: from <see cref="Begin"/> to before <see cref="End"/>.</summary>
internal struct TrieRange
{
    public ulong Begin;
    public ulong End;

    public readonly bool IsEmpty => Begin >= End;

    /// <summary>The range if it lies among <paramref name="count"/> records, else none: only damaged files have others.</summary>
    public readonly TrieRange Within(ulong count) => End <= count ? this : default;
}
