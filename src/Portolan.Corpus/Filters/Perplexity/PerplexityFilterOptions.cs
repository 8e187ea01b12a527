using System.Globalization;
using System.Text.Json.Serialization;
using Portolan.Storage;
using Portolan.Text.Perplexity;

namespace Portolan.Corpus.Filters.Perplexity;

/// <summary>Settings of <see cref="PerplexityFilter"/>.</summary>
public sealed record PerplexityFilterOptions : FilterOptions
{
    /// <summary>The word for cut-offs from the documents of this build.</summary>
    public const string FromCrawl = "from-crawl";

    /// <summary>The word for the models' own table, and <see cref="FromCrawl"/> where they have none.</summary>
    public const string Auto = "auto";

    // mine.py: percentile_head = 30, percentile_tail = 60.
    private static readonly decimal[] TablePercentiles = [30, 60];

    /// <summary>The directory of language models; see <see cref="LanguageModelDirectory"/>.</summary>
    /// <value>Empty by default: nothing is scored and the stage is left out. <c>--language-models</c> overrides it.</value>
    /// <remarks>The path is in no key; the digests of the models are.</remarks>
    [JsonIgnore]
    public string Models { get; init; } = "";

    /// <summary>What is a sentence to the model.</summary>
    /// <value><see cref="PerplexityUnit.Document"/> by default, as CCNet does.</value>
    [JsonConverter(typeof(JsonStringEnumConverter<PerplexityUnit>))]
    public PerplexityUnit Unit { get; init; } = PerplexityUnit.Document;

    /// <summary>Where the cut-offs come from: the path of a table, <see cref="FromCrawl"/> or <see cref="Auto"/>.</summary>
    /// <value><see cref="Auto"/> by default. <c>--cutoffs</c> overrides it.</value>
    [JsonIgnore]
    public string Cutoffs { get; init; } = Auto;

    /// <summary>The two percentiles where head ends and tail begins, rising, 0 to 100.</summary>
    /// <value>Empty by default: 30 and 60 of a table (CCNet, mine.py), thirds of a crawl (CCNet's paper).</value>
    public IReadOnlyList<decimal> Percentiles { get; init; } = [];

    /// <summary>Languages that can occur, so that no other model is opened; empty for all.</summary>
    internal IReadOnlyList<string> Wanted { get; init; } = [];

    /// <summary>Path of the table that is read, or null when this build's documents decide.</summary>
    internal string? TablePath
    {
        get
        {
            string own = Path.Combine(Models, LanguageModelDirectory.CutoffName);
            return Cutoffs switch
            {
                FromCrawl => null,
                Auto => File.Exists(own) ? own : null,
                _ => Cutoffs,
            };
        }
    }

    /// <inheritdoc/>
    public override void Check(FilterResources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        resources.PerplexityModels(this);
        resources.Cutoffs(this);
    }

    /// <inheritdoc/>
    public override IDocumentFilter CreateFilter(FilterResources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        return new PerplexityFilter(Unit, resources.PerplexityModels(this).ByLanguage, resources.Cutoffs(this));
    }

    /// <summary>Where head ends and tail begins by language, or null when this build's documents decide.</summary>
    /// <exception cref="CorpusException">The table lacks a percentile, or falls between the two.</exception>
    /// <exception cref="StorageException">There is no such table.</exception>
    internal IReadOnlyDictionary<string, BucketCutoffs>? ReadTable()
    {
        if (TablePath is not { } path)
        {
            return null;
        }

        IReadOnlyList<decimal> percentiles = Percentiles.Count == 0 ? TablePercentiles : Percentiles;
        if (percentiles.FirstOrDefault(p => p != decimal.Floor(p), -1) is >= 0 and decimal broken)
        {
            throw new CorpusException(
                string.Create(CultureInfo.InvariantCulture, $"percentile {broken} is not in the table {path}, which has whole ones"), path, hint: $"give whole percentiles, or cutoffs: {FromCrawl}");
        }

        CutoffTable table = CutoffTable.Read(path);
        Dictionary<string, BucketCutoffs> cutoffs = new(StringComparer.Ordinal);
        foreach (string language in table.Languages)
        {
            var cutoff = new BucketCutoffs(table[language, (int)percentiles[0]], table[language, (int)percentiles[1]]);
            if (cutoff.Tail < cutoff.Head)
            {
                throw new CorpusException(
                    string.Create(CultureInfo.InvariantCulture, $"{path}: the perplexity of {language} falls from {cutoff.Head} at percentile {percentiles[0]} to {cutoff.Tail} at {percentiles[1]}"), path);
            }

            if (!double.IsNaN(cutoff.Head) && !double.IsNaN(cutoff.Tail))
            {
                cutoffs[language] = cutoff;
            }
        }

        return cutoffs.Count > 0
            ? cutoffs
            : throw new CorpusException(
                string.Create(CultureInfo.InvariantCulture, $"{path} has no language with perplexities at percentiles {percentiles[0]} and {percentiles[1]}"), path, hint: "the table needs a line for each of the two percentiles");
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> KeyParts(FilterResources resources) =>
    [
        .. resources.PerplexityModels(this).Digests.Select(d => $"{d.Key} {d.Value}"),
        .. resources.Cutoffs(this)?.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => string.Create(CultureInfo.InvariantCulture, $"cutoffs {c.Key} {c.Value.Head:R} {c.Value.Tail:R}")) ?? [FromCrawl],
    ];
}
