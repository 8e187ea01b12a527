namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>How the lines of a list are written.</summary>
internal enum ListFormat
{
    /// <summary>A domain, or a host and path, a line; UT1's <c>domains</c> and <c>urls</c>.</summary>
    Plain,

    /// <summary>A regular expression a line; UT1's <c>expressions</c>.</summary>
    Expressions,

    /// <summary>An address and the names that it answers to, as in /etc/hosts.</summary>
    Hosts,

    /// <summary>Filters of an advertisement blocker.</summary>
    Adblock,
}
