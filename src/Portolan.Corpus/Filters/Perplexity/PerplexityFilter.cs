using Portolan.Corpus.Internals;
using Portolan.Text.Perplexity;

namespace Portolan.Corpus.Filters.Perplexity;

/// <summary>Scores each document with its language's model and says which quality bucket that makes; drops nothing.</summary>
/// <remarks>
/// Why: text that a model of encyclopaedic prose predicts well reads like prose; lists of keywords, menus and broken text do not.
/// Source: CCNet (Wenzek et al. 2019; perplexity.py, mine.py). Head: an article. Tail: a link farm. A document whose language has no
/// model, or that leaves no piece, gets no perplexity and the bucket <c>all</c>; so does one whose language has no cut-off, with
/// its perplexity.
/// </remarks>
public sealed class PerplexityFilter : IDocumentFilter, IDisposable
{
    private readonly PerplexityUnit unit;
    private readonly IReadOnlyDictionary<string, PerplexityModel> models;
    private readonly IReadOnlyDictionary<string, BucketCutoffs>? cutoffs;
    private readonly Dictionary<string, PerplexityScorer> scorers = new(StringComparer.Ordinal);

    internal PerplexityFilter(PerplexityUnit unit, IReadOnlyDictionary<string, PerplexityModel> models, IReadOnlyDictionary<string, BucketCutoffs>? cutoffs)
    {
        this.unit = unit;
        this.models = models;
        this.cutoffs = cutoffs;
    }

    /// <summary>How often each perplexity was met, by language.</summary>
    internal PerplexityCounts Counts { get; } = new();

    /// <inheritdoc/>
    public FilterVerdict Apply(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        document.Perplexity = null;
        document.Bucket = Buckets.All;
        if (document.Language is not { } language || !models.TryGetValue(language, out PerplexityModel? model))
        {
            return FilterVerdict.Keep;
        }

        if (!scorers.TryGetValue(language, out PerplexityScorer? scorer))
        {
            scorers[language] = scorer = model.CreateScorer();
        }

        double perplexity = (unit == PerplexityUnit.Document ? scorer.ScoreDocument(document.Text) : scorer.ScoreParagraphs(document.Text)).Rounded;

        // Not finite: a text without a piece, or one so unlikely that no number holds it. JSON has neither.
        if (double.IsFinite(perplexity))
        {
            document.Perplexity = perplexity;
            Counts.Add(language, perplexity);
            if (cutoffs is not null && cutoffs.TryGetValue(language, out BucketCutoffs cutoff))
            {
                document.Bucket = cutoff.BucketOf(perplexity);
            }
        }

        return FilterVerdict.Keep;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PerplexityScorer scorer in scorers.Values)
        {
            scorer.Dispose();
        }

        scorers.Clear();
    }
}
