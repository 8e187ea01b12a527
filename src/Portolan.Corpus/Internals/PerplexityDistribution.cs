using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Reports;
using Portolan.Text.Perplexity;

namespace Portolan.Corpus.Internals;

/// <summary>The perplexities of one language over all shards: exact percentiles, and bins for a chart.</summary>
/// <param name="Language">Language code.</param>
/// <param name="Documents">Documents scored.</param>
/// <param name="Cutoffs">Where the buckets meet when this build's documents decide.</param>
/// <param name="Percentiles">Perplexity at percentiles 0 to 100.</param>
/// <param name="FirstBin">Number of the first bin.</param>
/// <param name="Bins">Documents by bin; see <see cref="LanguagePerplexity"/>.</param>
/// <remarks>
/// With the n perplexities in rising order and numbered from 0, percentile p is number ⌊n·p/100⌋, the last for p = 100: the number of
/// documents below it is at most the p-th part, and exactly ⌊n·p/100⌋ when no two are equal. Equal perplexities are never parted.
/// </remarks>
internal sealed record PerplexityDistribution(
    string Language, long Documents, BucketCutoffs Cutoffs, IReadOnlyList<double> Percentiles, int FirstBin, IReadOnlyList<long> Bins)
{
    /// <summary>Measures a language.</summary>
    /// <param name="language">Its code.</param>
    /// <param name="sorted">Its perplexities, rising, with how often each occurred; at least one.</param>
    /// <param name="percentiles">The two percentiles of the cut-offs, or none for thirds.</param>
    public static PerplexityDistribution Of(string language, IReadOnlyList<(double Perplexity, long Count)> sorted, IReadOnlyList<decimal> percentiles)
    {
        long documents = sorted.Sum(s => s.Count);
        int first = LanguagePerplexity.BinOf(sorted[0].Perplexity), last = LanguagePerplexity.BinOf(sorted[^1].Perplexity);
        long[] bins = new long[last - first + 1];
        foreach ((double perplexity, long count) in sorted)
        {
            bins[LanguagePerplexity.BinOf(perplexity) - first] += count;
        }

        (long head, long tail) = percentiles.Count == 0
            ? (documents / 3, (long)(2 * (Int128)documents / 3))
            : (Rank(documents, percentiles[0]), Rank(documents, percentiles[1]));
        double[] table = new double[CutoffTable.PercentileCount];
        for (int p = 0; p < table.Length; p++)
        {
            table[p] = At(sorted, Rank(documents, p));
        }

        return new PerplexityDistribution(language, documents, new BucketCutoffs(At(sorted, head), At(sorted, tail)), table, first, bins);
    }

    private static long Rank(long documents, decimal percentile) => Math.Min(documents - 1, (long)decimal.Floor(documents * percentile / 100));

    private static double At(IReadOnlyList<(double Perplexity, long Count)> sorted, long rank)
    {
        foreach ((double perplexity, long count) in sorted)
        {
            rank -= count;
            if (rank < 0)
            {
                return perplexity;
            }
        }

        return sorted[^1].Perplexity;
    }
}
