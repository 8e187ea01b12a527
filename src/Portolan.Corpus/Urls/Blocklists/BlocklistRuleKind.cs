namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>What a rule of a blocklist is about.</summary>
public enum BlocklistRuleKind
{
    /// <summary>A host and all hosts below it.</summary>
    Domain,

    /// <summary>A host and the beginning of a path, up to the end of a segment or parameter.</summary>
    Url,

    /// <summary>A regular expression over the whole address.</summary>
    Expression,
}
