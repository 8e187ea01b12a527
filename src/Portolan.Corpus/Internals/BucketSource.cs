using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Internals;

/// <summary>Documents that were scored before the cut-offs were known, with the buckets that these give them.</summary>
internal sealed class BucketSource : IDocumentSource
{
    private readonly IDocumentSource scored;
    private readonly IReadOnlyDictionary<string, BucketCutoffs> cutoffs;

    public BucketSource(IDocumentSource scored, IReadOnlyDictionary<string, BucketCutoffs> cutoffs)
    {
        this.scored = scored;
        this.cutoffs = cutoffs;
    }

    public long BytesRead => scored.BytesRead;

    public IReadOnlyList<Rejection> Rejected => scored.Rejected;

    public bool MoveNext(Document document)
    {
        if (!scored.MoveNext(document))
        {
            return false;
        }

        document.Bucket = document is { Perplexity: { } perplexity, Language: { } language } && cutoffs.TryGetValue(language, out BucketCutoffs cutoff)
            ? cutoff.BucketOf(perplexity)
            : Buckets.All;
        return true;
    }

    public InputSummary? Summarise() => scored.Summarise();

    public void Dispose() => scored.Dispose();
}
