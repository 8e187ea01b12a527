using System.Collections.Concurrent;
using System.Security.Cryptography;
using Portolan.Corpus.Filters.Language;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Corpus.Urls.Words;
using Portolan.Text.Languages;

namespace Portolan.Corpus.Filters;

/// <summary>What the filters of one build share: models are loaded once, at first use, however many workers there are.</summary>
/// <remarks>Thread-safe. Disposing closes the models; no filter made from it may be used any more.</remarks>
public sealed class FilterResources : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<PerplexityModels>> perplexityModels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PerplexityFilterOptions, Lazy<IReadOnlyDictionary<string, BucketCutoffs>?>> cutoffs = [];
    private readonly ConcurrentDictionary<string, Lazy<LanguageIdentifier>> identifiers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Blocklist>> blocklists = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<UrlWordList>> urlWords = new(StringComparer.Ordinal);

    /// <summary>The language model of that name.</summary>
    /// <param name="model">A path, or <see cref="LanguageFilterOptions.PackagedModel"/>.</param>
    /// <exception cref="Exception">The model is missing or not a fastText model; the message says which and where.</exception>
    public LanguageIdentifier LanguageIdentifier(string model) =>
        identifiers.GetOrAdd(model, m => new Lazy<LanguageIdentifier>(() => Portolan.Text.Languages.LanguageIdentifier.Load(PathOf(m)))).Value;

    /// <summary>Closes the models.</summary>
    public void Dispose()
    {
        foreach (Lazy<PerplexityModels> models in perplexityModels.Values.Where(m => m.IsValueCreated))
        {
            models.Value.Dispose();
        }

        perplexityModels.Clear();
        foreach (Lazy<Blocklist> list in blocklists.Values.Where(l => l.IsValueCreated))
        {
            list.Value.Dispose();
        }

        blocklists.Clear();
    }

    /// <summary>The open models of a perplexity stage.</summary>
    internal PerplexityModels PerplexityModels(PerplexityFilterOptions options) =>
        perplexityModels.GetOrAdd(options.Models, m => new Lazy<PerplexityModels>(() => new PerplexityModels(m, options.Wanted))).Value;

    /// <summary>A perplexity stage's cut-offs, read once, so that a table that is edited meanwhile changes nothing; null when the crawl decides.</summary>
    internal IReadOnlyDictionary<string, BucketCutoffs>? Cutoffs(PerplexityFilterOptions options) =>
        cutoffs.GetOrAdd(options, o => new Lazy<IReadOnlyDictionary<string, BucketCutoffs>?>(o.ReadTable)).Value;

    /// <summary>The open blocklist of that path.</summary>
    internal Blocklist Blocklist(string path) => blocklists.GetOrAdd(path, p => new Lazy<Blocklist>(() => Urls.Blocklists.Blocklist.Open(p))).Value;

    /// <summary>The word list of that name or path, read once.</summary>
    internal UrlWordList UrlWords(string name) => urlWords.GetOrAdd(name, n => new Lazy<UrlWordList>(() => UrlWordList.Load(n))).Value;

    /// <summary>SHA-256 of a model file, so that shard results are not reused with another model.</summary>
    /// <param name="model">A path, or <see cref="LanguageFilterOptions.PackagedModel"/>.</param>
    internal static string ModelDigest(string model)
    {
        using FileStream stream = File.OpenRead(PathOf(model));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string PathOf(string model) =>
        LanguageModels.Locate(model == LanguageFilterOptions.PackagedModel ? null : model);
}
