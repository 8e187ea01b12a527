namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>What a blocklist says of an address.</summary>
internal enum BlocklistVerdict
{
    /// <summary>No rule fits.</summary>
    Unknown,

    /// <summary>An exception fits.</summary>
    Allowed,

    /// <summary>A rule of a wanted category fits, and no exception.</summary>
    Blocked,
}
