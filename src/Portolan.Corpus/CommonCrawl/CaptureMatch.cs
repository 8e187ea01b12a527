namespace Portolan.Corpus.CommonCrawl;

/// <summary>Which captures an address stands for in a lookup.</summary>
public enum CaptureMatch
{
    /// <summary>This address, whatever its scheme.</summary>
    Exact,

    /// <summary>Every address that begins like this one.</summary>
    Prefix,

    /// <summary>Every address on this host.</summary>
    Host,

    /// <summary>Every address on this host and on those below it.</summary>
    Domain,
}
