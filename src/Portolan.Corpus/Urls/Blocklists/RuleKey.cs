namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>96 bits that stand for a rule. Among 5 million rules 10¹² look-ups meet a wrong one with odds of 1 to 10¹⁰.</summary>
internal readonly record struct RuleKey(ulong High, uint Low) : IComparable<RuleKey>
{
    public int CompareTo(RuleKey other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);
}
