namespace Portolan.Corpus.Urls;

/// <summary>What the host of an address is.</summary>
internal enum HostKind
{
    /// <summary>A name of one or more labels.</summary>
    Name,

    /// <summary>Four numbers from 0 to 255.</summary>
    IPv4,

    /// <summary>An address in square brackets.</summary>
    IPv6,
}
