using System.Text;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Decides on one address after another by a blocklist, without garbage; one instance a worker.</summary>
internal sealed class BlocklistDecision
{
    private readonly Blocklist list;
    private readonly bool[] allows, isWanted;
    private readonly int[] blocks;
    private readonly Blocklist.SlotHit[] hits = new Blocklist.SlotHit[UrlPrefix.MaxLength + 1];
    private readonly (int Expression, int Source)[] expressions;
    private char[] text = new char[256];

    /// <param name="list">The list; it must stay open.</param>
    /// <param name="categories">Categories whose rules count; empty for all. Exceptions always count.</param>
    public BlocklistDecision(Blocklist list, IReadOnlyList<string> categories)
    {
        this.list = list;
        isWanted = [.. list.Sources.Select(s => !s.IsAllowed && (categories.Count == 0 || categories.Contains(s.Category)))];
        allows = [.. list.Sets.Select(set => set.Any(s => list.Sources[s].IsAllowed))];
        blocks = [.. list.Sets.Select(set => set.Where(s => isWanted[s]).Append(-1).First())];
        expressions = [.. Enumerable.Range(0, list.Expressions.Length).Select(e => (e, list.SourceOfExpression(e))).Where(e => isWanted[e.Item2] || list.Sources[e.Item2].IsAllowed)];
    }

    /// <summary>Looks an address up.</summary>
    /// <param name="url">Normalised, with tracking parameters kept.</param>
    /// <param name="source">The list whose rule decides when it is blocked: of the most special domain, else of the shortest path, else of the first expression.</param>
    public BlocklistVerdict Decide(UrlNormalizer url, out int source)
    {
        source = -1;
        int found = list.FindDomains(url, hits, out RuleHash site);
        if (IsAllowed(found, ref source))
        {
            return BlocklistVerdict.Allowed;
        }

        found = list.FindUrls(url, site, hits);
        if (IsAllowed(found, ref source))
        {
            return BlocklistVerdict.Allowed;
        }

        if (expressions.Length > 0 && IsAllowedByExpression(url.Text, ref source))
        {
            return BlocklistVerdict.Allowed;
        }

        return source < 0 ? BlocklistVerdict.Unknown : BlocklistVerdict.Blocked;
    }

    private bool IsAllowed(int found, ref int source)
    {
        foreach (Blocklist.SlotHit hit in hits.AsSpan(0, found))
        {
            if (allows[hit.Set])
            {
                return true;
            }

            source = source < 0 ? blocks[hit.Set] : source;
        }

        return false;
    }

    private bool IsAllowedByExpression(ReadOnlySpan<byte> url, ref int source)
    {
        if (text.Length < url.Length)
        {
            text = new char[url.Length * 2];
        }

        Ascii.ToUtf16(url, text, out int length);
        foreach ((int expression, int of) in expressions)
        {
            if ((source < 0 || !isWanted[of]) && list.Expressions[expression].IsMatch(text.AsSpan(0, length)))
            {
                if (!isWanted[of])
                {
                    return true;
                }

                source = of;
            }
        }

        return false;
    }
}
