using Portolan.Corpus.Urls;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Corpus.Urls.Words;

namespace Portolan.Corpus.Filters.Url;

/// <summary>Drops documents by their address: hosts and pages of a blocklist, and addresses with bad words.</summary>
/// <remarks>
/// Why: spam, pornography and malware are told by their address before any text is extracted, at a thousandth of the cost.
/// Source: RefinedWeb (Penedo et al. 2023, appendix G.1): a blocklist of domains, and a score of words of the address. Exceptions of the
/// blocklist win over both. Kept with the defaults: <c>https://www.example.org/history/poker</c>. Dropped:
/// <c>https://example.org/free-poker-bonus</c>, which has three soft words.
/// </remarks>
public sealed class UrlFilter : IDocumentFilter
{
    /// <summary>Beginning of the reason for addresses of a blocklist; the category follows: <c>url-blocklist-adult</c>.</summary>
    public const string Blocklisted = "url-blocklist-";

    /// <summary>Reason for an address with one strict word.</summary>
    public const string StrictWord = "url-strict-word";

    /// <summary>Reason for an address with as many soft words as the recipe says.</summary>
    public const string SoftWords = "url-soft-words";

    /// <summary>Reason for an address in which a part of a word was found.</summary>
    public const string WordPart = "url-word-part";

    /// <summary>Reason for documents without an address of a host, where these are dropped.</summary>
    public const string NoUrl = "no-url";

    private readonly UrlFilterOptions options;
    private readonly BlocklistDecision? decision;
    private readonly UrlWordScorer? words;
    private readonly string[] reasons;

    // Rules of blocklists are kept with all their parameters.
    private readonly UrlNormalizer url = new(new UrlNormalizerOptions { KeepTracking = true });

    internal UrlFilter(UrlFilterOptions options, Blocklist? blocklist, UrlWordList? words)
    {
        this.options = options;
        decision = blocklist is null ? null : new BlocklistDecision(blocklist, options.Categories);
        reasons = [.. blocklist?.Sources.Select(s => Blocklisted + s.Category) ?? []];
        this.words = words is null ? null : new UrlWordScorer(words);
    }

    /// <inheritdoc/>
    public FilterVerdict Apply(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!url.TryNormalize(document.Url))
        {
            return options.DropWithoutUrl ? FilterVerdict.Drop(NoUrl) : FilterVerdict.Keep;
        }

        if (decision is not null)
        {
            switch (decision.Decide(url, out int source))
            {
                case BlocklistVerdict.Allowed:
                    return FilterVerdict.Keep;
                case BlocklistVerdict.Blocked:
                    return FilterVerdict.Drop(reasons[source]);
            }
        }

        if (words is null)
        {
            return FilterVerdict.Keep;
        }

        if (words.Score(url.Text, out int soft, out int part))
        {
            return FilterVerdict.Drop(StrictWord);
        }

        return part >= 0 ? FilterVerdict.Drop(WordPart)
            : soft >= options.SoftWords ? FilterVerdict.Drop(SoftWords)
            : FilterVerdict.Keep;
    }
}
