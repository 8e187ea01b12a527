using System.Text.Json.Serialization;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Corpus.Urls.Words;

namespace Portolan.Corpus.Filters.Url;

/// <summary>Settings of <see cref="UrlFilter"/>.</summary>
public sealed record UrlFilterOptions : FilterOptions
{
    /// <summary>A blocklist that <c>portolan corpus blocklist build</c> compiled.</summary>
    /// <value>Empty by default: none.</value>
    public string Blocklist { get; init; } = "";

    /// <summary>Categories of the blocklist whose addresses are dropped.</summary>
    /// <value>Empty by default: all. Exceptions count whatever their category.</value>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>A word list, <c>demonstration</c> for the short one that comes with Portolan, or <c>none</c>.</summary>
    /// <value><c>demonstration</c> by default.</value>
    public string Words { get; init; } = UrlWordList.Demonstration;

    /// <summary>How many different soft words drop a document.</summary>
    /// <value>2 by default (RefinedWeb; datatrove, url_filter.py <c>soft_word_threshold</c>).</value>
    public int SoftWords { get; init; } = 2;

    /// <summary>Whether documents go that have no address with a host.</summary>
    /// <value>False by default: nothing speaks against them.</value>
    public bool DropWithoutUrl { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsCheap => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsText => false;

    /// <inheritdoc/>
    public override void Check(FilterResources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        UrlWords(resources);
        if (Blocklist.Length == 0)
        {
            return;
        }

        // The digest in the header is what results are kept under: it must be that of the content.
        Blocklist list = resources.Blocklist(Blocklist);
        list.Verify();
        if (Categories.FirstOrDefault(c => list.Sources.All(s => s.IsAllowed || s.Category != c)) is { } unknown)
        {
            throw new CorpusException(
                $"blocklist {Blocklist} has no category '{unknown}'; it has {string.Join(", ", list.Sources.Where(s => !s.IsAllowed).Select(s => s.Category).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}",
                Blocklist);
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> KeyParts(FilterResources resources) =>
        [Blocklist.Length == 0 ? "" : resources.Blocklist(Blocklist).Digest, UrlWords(resources)?.Digest ?? ""];

    /// <inheritdoc/>
    public override IDocumentFilter CreateFilter(FilterResources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        return new UrlFilter(this, Blocklist.Length == 0 ? null : resources.Blocklist(Blocklist), UrlWords(resources));
    }

    private UrlWordList? UrlWords(FilterResources resources) => Words == UrlWordList.None ? null : resources.UrlWords(Words);
}
