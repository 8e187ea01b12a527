namespace Portolan.Corpus.Urls;

/// <summary>Where the public suffix of a host name begins, and the domain that someone has registered below it.</summary>
/// <param name="SuffixStart">Offset in bytes of the suffix in the host.</param>
/// <param name="RegisteredStart">Offset of the registered domain, one label longer than the suffix; -1 when the host is a suffix itself.</param>
/// <param name="IsListed">Whether a rule of the list says so; if not, the last label is taken for the suffix.</param>
/// <param name="IsPrivate">Whether the suffix is a company's, such as <c>github.io</c>, not a registry's.</param>
public readonly record struct PublicSuffix(int SuffixStart, int RegisteredStart, bool IsListed, bool IsPrivate);
