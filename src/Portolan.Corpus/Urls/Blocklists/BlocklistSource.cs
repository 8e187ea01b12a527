namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>A list that went into a compiled blocklist.</summary>
/// <param name="List">The file, as the build called it, such as <c>ut1/adult/domains</c>.</param>
/// <param name="Category">Its category, such as <c>adult</c>.</param>
/// <param name="IsAllowed">Whether its rules are exceptions, which win over all others.</param>
/// <param name="Domains">Rules about hosts.</param>
/// <param name="Urls">Rules about a host and a path.</param>
/// <param name="Expressions">Regular expressions.</param>
public sealed record BlocklistSource(string List, string Category, bool IsAllowed, long Domains, long Urls, long Expressions);
