using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Filters.Extract;
using Portolan.Corpus.Filters.Language;
using Portolan.Corpus.Filters.Length;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Filters.Url;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Urls.Words;
using Portolan.Extraction;

namespace Portolan.Corpus.Stages;

/// <summary>Every stage a recipe can name: the one place where a new filter is registered.</summary>
internal static class StageCatalogue
{
    public const string Read = "read";
    public const string ExactDedup = "exact-dedup";
    public const string Write = "write";
    public const string Perplexity = "perplexity";
    public const string Extract = "extract";

    private static readonly Dictionary<string, Func<StageSettings, object>> Parsers = new(StringComparer.Ordinal)
    {
        [Read] = s => new ReadOptions
        {
            Kind = s.Word("kind", DocumentKind.Wet, ("wet", DocumentKind.Wet), ("jsonl", DocumentKind.Jsonl), ("warc", DocumentKind.Warc), ("wat", DocumentKind.Wat)),
            MaxRecordBytes = (int)s.Size("max-record", 1 << 26, 1, 1 << 26),
            KeepTruncated = s.Bool("keep-truncated", false),
        },
        [Extract] = s => new ExtractFilterOptions
        {
            Extractor = s.Word("extractor", "precise", ("precise", "precise"), ("justext", "justext"), ("everything", "everything")),
            Format = s.Word("format", TextFormat.Text, ("text", TextFormat.Text), ("markdown", TextFormat.Markdown)),
            Comments = s.Bool("comments", false),
            MaxBytes = (int)s.Size("max-page", 1 << 25, 1, 1 << 26),
        },
        ["length"] = s =>
        {
            int minimum = s.Int("minimum", 300, 0, int.MaxValue);
            return new LengthFilterOptions { Minimum = minimum, Maximum = s.Int("maximum", int.MaxValue, minimum, int.MaxValue) };
        },
        ["language"] = s => new LanguageFilterOptions
        {
            Model = s.String("model", LanguageFilterOptions.PackagedModel),
            LineBreaks = s.Word("line-breaks", LineBreakTreatment.Delete, ("delete", LineBreakTreatment.Delete), ("space", LineBreakTreatment.Space)),
            MinimumScore = s.Double("minimum-score", 0.5, 0, 1),
            Exclusive = s.Bool("exclusive", false),
            Decimals = s.Int("decimals", 2, -1, 6),
            Languages = s.Strings("languages"),
        },
        [Perplexity] = s => new PerplexityFilterOptions
        {
            Models = s.String("models", ""),
            Unit = s.Word("unit", PerplexityUnit.Document, ("document", PerplexityUnit.Document), ("paragraph", PerplexityUnit.Paragraph)),
            Cutoffs = s.String("cutoffs", PerplexityFilterOptions.Auto),
            Percentiles = s.RisingPair("percentiles", 0, 100),
        },
        ["url-filter"] = s => new UrlFilterOptions
        {
            Blocklist = s.String("blocklist", ""),
            Categories = s.Strings("categories"),
            Words = s.String("words", UrlWordList.Demonstration),
            SoftWords = s.Int("soft-words", 2, 1, int.MaxValue),
            DropWithoutUrl = s.Bool("drop-without-url", false),
        },
        ["url-dedup"] = s => new UrlDedupOptions
        {
            KeepTracking = s.Bool("keep-tracking", false),
            SortQuery = s.Bool("sort-query", false),
            IgnoreScheme = s.Bool("ignore-scheme", false),
            IgnoreWww = s.Bool("ignore-www", false),
        },
        [ExactDedup] = s => new ExactDedupOptions
        {
            Mode = s.Word("mode", DedupMode.RemoveAll, ("remove-all", DedupMode.RemoveAll), ("keep-first", DedupMode.KeepFirst)),
            Window = s.Int("window", 0, 0, int.MaxValue),
        },
        [Write] = s => new WriteOptions
        {
            ShardBytes = s.Size("shard-size", 4_000_000_000, 1),
        },
    };

    public static IReadOnlyCollection<string> Kinds => Parsers.Keys;

    public static Func<StageSettings, object>? Find(string kind) => Parsers.GetValueOrDefault(kind);
}
