using Portolan.Corpus.Internals;

namespace Portolan.Corpus.Filters.Perplexity;

/// <summary>Where a language's quality buckets meet.</summary>
/// <param name="Head">Perplexities below are <c>head</c>.</param>
/// <param name="Tail">Perplexities from here on are <c>tail</c>; what is between is <c>middle</c>.</param>
internal readonly record struct BucketCutoffs(double Head, double Tail)
{
    public string BucketOf(double perplexity) => perplexity < Head ? Buckets.Head : perplexity < Tail ? Buckets.Middle : Buckets.Tail;
}
