using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Portolan.Storage;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>A compiled blocklist, mapped into memory: which rules fit an address.</summary>
/// <remarks>
/// A rule about a domain is about every host below it too; a rule about a path is about its host with or without a first <c>www</c>;
/// user names, ports and fragments do not count. Thread-safe apart from <see cref="Dispose"/>. Pages are shared between processes.
/// Made by <see cref="BlocklistBuilder"/>; the format is docs/formats/blocklist.md.
/// </remarks>
public sealed unsafe class Blocklist : IDisposable
{
    /// <summary>More labels than a name of 253 bytes can have.</summary>
    internal const int MaxLabels = 128;

    private readonly MappedFile file;
    private readonly BlocklistHeader header;
    private readonly BlocklistIndex index;
    private readonly RuleRecord* slots;
    private readonly bool hasUrls;

    private Blocklist(MappedFile file, BlocklistHeader header, BlocklistIndex index, Regex[] expressions)
    {
        this.file = file;
        this.header = header;
        this.index = index;
        Expressions = expressions;
        slots = (RuleRecord*)(file.Pointer + BlocklistHeader.Bytes);
        hasUrls = index.Sources.Any(s => s.Urls > 0);
    }

    /// <summary>The lists it was compiled from.</summary>
    public IReadOnlyList<BlocklistSource> Sources => index.Sources;

    /// <summary>Different rules: one that several lists have counts once.</summary>
    public long Rules => index.Rules;

    /// <summary>Size of the file in bytes.</summary>
    public long FileBytes => file.Length;

    /// <summary>SHA-256 of the content, lower-case hexadecimal: equal for equal lists.</summary>
    public string Digest => Convert.ToHexStringLower(header.Digest);

    internal IReadOnlyList<int[]> Sets => index.Sets;

    internal Regex[] Expressions { get; }

    /// <summary>Maps a file and checks its header, its size and its index; see <see cref="Verify"/> for the rest.</summary>
    /// <param name="path">A file that <see cref="BlocklistBuilder"/> wrote.</param>
    /// <exception cref="CorpusException">There is no such file, or it is no sound blocklist of this version.</exception>
    public static Blocklist Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        MappedFile file;
        try
        {
            file = MappedFile.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"cannot open blocklist {path}: {e.Message}", path, hint: "compile lists with 'portolan corpus blocklist build'", innerException: e);
        }

        try
        {
            BlocklistHeader header = BlocklistHeader.Read(file.Span(0, (int)Math.Min(file.Length, BlocklistHeader.Bytes)), file.Length, path);
            BlocklistIndex index = BlocklistIndex.Read(file.Span(header.IndexOffset, header.IndexLength))
                ?? throw BlocklistHeader.Error(path, header.IndexOffset, $"the index of {path} is damaged", BlocklistHeader.BuildAgain);
            return new Blocklist(file, header, index, Compile(index, path, header));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the whole file and compares it with its digest.</summary>
    /// <exception cref="CorpusException">A byte is not as it was written.</exception>
    public void Verify()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long done = BlocklistHeader.Bytes; done < file.Length;)
        {
            int step = (int)Math.Min(file.Length - done, 1 << 24);
            hash.AppendData(file.Span(done, step));
            done += step;
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(header.Digest))
        {
            throw BlocklistHeader.Error(file.Path, BlocklistHeader.Bytes, $"the content of {file.Path} is damaged: it does not have the digest of its header", BlocklistHeader.BuildAgain);
        }
    }

    /// <summary>Every rule that fits an address: of a host and its parents, the most special first, of its path, and expressions.</summary>
    /// <param name="url">An address after <see cref="UrlNormalizer.TryNormalize"/>; made with <see cref="UrlNormalizerOptions.KeepTracking"/>, as rules are.</param>
    /// <returns>Empty when no rule fits. The address is blocked when no match is allowed and there is one.</returns>
    public IReadOnlyList<BlocklistMatch> Find(UrlNormalizer url)
    {
        ArgumentNullException.ThrowIfNull(url);
        List<BlocklistMatch> matches = [];
        Span<SlotHit> hits = stackalloc SlotHit[MaxLabels];
        int domains = FindDomains(url, hits, out RuleHash site);
        string host = Encoding.ASCII.GetString(url.Host);
        foreach (SlotHit hit in hits[..domains])
        {
            Add(BlocklistRuleKind.Domain, host[hit.Place..], hit.Set);
        }

        string path = Encoding.ASCII.GetString(url.PathAndQuery).ToLowerInvariant();
        int urls;
        while ((urls = FindUrls(url, site, hits)) > hits.Length)
        {
            hits = new SlotHit[urls];
        }

        foreach (SlotHit hit in hits[..urls])
        {
            Add(BlocklistRuleKind.Url, Encoding.ASCII.GetString(UrlPrefix.Site(url.Host)) + path[..hit.Place], hit.Set);
        }

        string text = Encoding.ASCII.GetString(url.Text);
        for (int i = 0; i < Expressions.Length; i++)
        {
            if (Expressions[i].IsMatch(text))
            {
                BlocklistIndex.ExpressionEntry entry = index.Expressions[i];
                matches.Add(new BlocklistMatch(BlocklistRuleKind.Expression, entry.Pattern, Sources[entry.Source], entry.Line));
            }
        }

        return matches;

        void Add(BlocklistRuleKind kind, string rule, int set)
        {
            foreach (int source in index.Sets[set])
            {
                matches.Add(new BlocklistMatch(kind, rule, Sources[source], 0));
            }
        }
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose() => file.Dispose();

    internal int SourceOfExpression(int expression) => index.Expressions[expression].Source;

    /// <summary>Takes any bytes for a file; only a <see cref="CorpusException"/> comes of what is none.</summary>
    internal static bool Fuzz(string path)
    {
        try
        {
            using Blocklist list = Open(path);
            var url = new UrlNormalizer(new UrlNormalizerOptions { KeepTracking = true });
            foreach (string address in (string[])["http://www.example.com/a/b?c=d", "http://1.2.3.4/x", "http://a.b.c.d.e.f.example.org/"])
            {
                url.TryNormalize(Encoding.ASCII.GetBytes(address));
                list.Find(url);
            }

            list.Verify();
            return true;
        }
        catch (CorpusException)
        {
            return false;
        }
    }

    /// <summary>Looks up a host and its parents, the most special first.</summary>
    /// <param name="url">The address.</param>
    /// <param name="hits">Receives the sets that were found; <see cref="MaxLabels"/> are enough.</param>
    /// <param name="site">The hash under which rules about paths of the host are kept.</param>
    internal int FindDomains(UrlNormalizer url, Span<SlotHit> hits, out RuleHash site)
    {
        ReadOnlySpan<byte> host = url.Host;
        Span<RuleKey> keys = stackalloc RuleKey[MaxLabels];
        Span<int> starts = stackalloc int[MaxLabels];
        RuleHash hash = RuleHash.Start;
        int siteStart = host.Length - UrlPrefix.Site(host).Length, labels = 0;
        site = hash;
        for (int end = host.Length; end > 0;)
        {
            int start = url.HostIsName ? host[..end].LastIndexOf((byte)'.') + 1 : 0;
            hash.Add(host[start..end], RuleHash.Label);
            site = start == siteStart ? hash : site;

            // The slots lie anywhere in the file: all are on their way before the first is looked at.
            if (end < host.Length || !url.HostIsName || header.HasSingleLabels)
            {
                starts[labels] = start;
                keys[labels] = hash.Key;
                Prefetch(keys[labels++]);
            }

            end = start - 1;
        }

        int found = 0;
        for (int i = labels - 1; i >= 0; i--)
        {
            if (SetOf(keys[i]) is >= 0 and int set)
            {
                hits[found++] = new SlotHit(starts[i], set);
            }
        }

        return found;
    }

    /// <summary>Looks up the beginnings of path and query, the shortest first.</summary>
    /// <returns>How many there are, which can be more than <paramref name="hits"/> has room for.</returns>
    internal int FindUrls(UrlNormalizer url, RuleHash site, Span<SlotHit> hits)
    {
        if (!hasUrls)
        {
            return 0;
        }

        RuleHash marker = site;
        marker.Add(default, RuleHash.Marker);
        uint longest = ValueOf(marker.Key);
        if ((longest & RuleRecord.MarkerBit) == 0)
        {
            return 0;
        }

        // One byte more than the longest rule tells whether that rule ends where a segment does.
        int limit = (int)Math.Min(longest & ~RuleRecord.MarkerBit, UrlPrefix.MaxLength);
        Span<byte> path = stackalloc byte[UrlPrefix.MaxLength + 1];
        Ascii.ToLower(url.PathAndQuery[..Math.Min(url.PathAndQuery.Length, limit + 1)], path, out int length);
        path = path[..length];
        RuleHash words = site;
        int found = 0, hashed = 0;
        for (int end = 1; end <= Math.Min(length, limit); end++)
        {
            if (end - hashed == 8)
            {
                words.AddWord(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(path[hashed..]));
                hashed = end;
            }

            if (!UrlPrefix.CanEnd(path, end))
            {
                continue;
            }

            RuleHash prefix = words;
            prefix.End(path[hashed..end], end, RuleHash.Prefix);
            if (SetOf(prefix.Key) is >= 0 and int set)
            {
                if (found < hits.Length)
                {
                    hits[found] = new SlotHit(end, set);
                }

                found++;
            }
        }

        return found;
    }

    // Expressions are compiled by whoever built the file, but the file may be anybody's.
    private static Regex[] Compile(BlocklistIndex index, string path, BlocklistHeader header)
    {
        Regex[] expressions = new Regex[index.Expressions.Count];
        for (int i = 0; i < expressions.Length; i++)
        {
            expressions[i] = UrlExpression.TryCompile(index.Expressions[i].Pattern, out string reason)
                ?? throw BlocklistHeader.Error(path, header.IndexOffset, $"expression {i + 1} of {path} cannot be used: {reason}", BlocklistHeader.BuildAgain);
        }

        return expressions;
    }

    private int SetOf(RuleKey key)
    {
        uint value = ValueOf(key);
        return value == 0 || (value & RuleRecord.MarkerBit) != 0 ? -1
            : value <= (uint)index.Sets.Count ? (int)value - 1
            : throw BlocklistHeader.Error(file.Path, BlocklistHeader.Bytes, $"a slot of {file.Path} names set {value} of {index.Sets.Count}", BlocklistHeader.BuildAgain);
    }

    // Keys rise from slot to slot, so that the first larger one ends the search as an empty slot does.
    private uint ValueOf(RuleKey key)
    {
        for (long slot = Home(key); slot < header.Slots; slot++)
        {
            RuleRecord record = slots[slot];
            if (record.Value == 0)
            {
                return 0;
            }

            int order = record.Key.CompareTo(key);
            if (order >= 0)
            {
                return order == 0 ? record.Value : 0;
            }
        }

        return 0;
    }

    private long Home(RuleKey key) => (long)Math.BigMul(key.High, (ulong)header.Homes, out _);

    private void Prefetch(RuleKey key)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(slots + Home(key));
        }
    }

    /// <summary>A set of sources that was found.</summary>
    /// <param name="Place">Where in the host the domain begins, or how long the beginning of the path is.</param>
    /// <param name="Set">The set.</param>
    internal readonly record struct SlotHit(int Place, int Set);
}
