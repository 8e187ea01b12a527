namespace Portolan.Corpus.Links;

/// <summary>Where a reference on a page leads.</summary>
internal enum LinkTarget
{
    /// <summary>An http(s) address.</summary>
    Page,

    /// <summary>The page itself, or a place in it.</summary>
    SamePage,

    /// <summary>Another scheme: <c>mailto:</c>, <c>javascript:</c>, <c>data:</c>, …</summary>
    OtherScheme,

    /// <summary>Nothing that can be resolved: no host, or longer than any address that a server takes.</summary>
    Invalid,
}
