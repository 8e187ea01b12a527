namespace Portolan.Corpus.Deduplication;

/// <summary>Which copies of a repeated line are removed. Repeats inside one document always keep the first.</summary>
public enum DedupMode
{
    /// <summary>A line found in two or more documents goes everywhere, first occurrence included (CCNet).</summary>
    RemoveAll,

    /// <summary>The first occurrence in input order stays, later ones go.</summary>
    KeepFirst,
}
