namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Where the beginning of a path and query can end, so that <c>/casino</c> is about <c>/casino/x</c> and not about <c>/casinos</c>.</summary>
internal static class UrlPrefix
{
    /// <summary>Longest path and query of a rule, in bytes.</summary>
    public const int MaxLength = 4096;

    private static readonly bool[] Ends = Set("/?&;"u8), Opens = Set("/?&;="u8);

    /// <summary>Whether a rule may end before byte <paramref name="at"/>.</summary>
    public static bool CanEnd(ReadOnlySpan<byte> pathAndQuery, int at) => at == pathAndQuery.Length || Ends[pathAndQuery[at]] || Opens[pathAndQuery[at - 1]];

    /// <summary>The host that rules about paths are kept under: without a first <c>www</c>.</summary>
    public static ReadOnlySpan<byte> Site(ReadOnlySpan<byte> host) => host.StartsWith("www."u8) && host[4..].Contains((byte)'.') ? host[4..] : host;

    private static bool[] Set(ReadOnlySpan<byte> bytes)
    {
        bool[] set = new bool[256];
        foreach (byte b in bytes)
        {
            set[b] = true;
        }

        return set;
    }
}
