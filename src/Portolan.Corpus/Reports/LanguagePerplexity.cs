namespace Portolan.Corpus.Reports;

/// <summary>The perplexities of one language's documents.</summary>
/// <param name="Language">Language code.</param>
/// <param name="Documents">Documents that were scored.</param>
/// <param name="Models">The files that scored them with their SHA-256 digests: tokeniser, n-gram model.</param>
/// <param name="Head">Perplexities below are <c>head</c>; null without a cut-off, when every document is <c>all</c>.</param>
/// <param name="Tail">Perplexities from here on are <c>tail</c>; null without a cut-off.</param>
/// <param name="Median">The perplexity at percentile 50.</param>
/// <param name="FirstBin">Number of the first bin of <paramref name="Bins"/>.</param>
/// <param name="Bins">Documents by perplexity: bin <c>b</c> counts those from 10^(b/20) to 10^((b+1)/20), the upper end not included.</param>
public sealed record LanguagePerplexity(
    string Language, long Documents, IReadOnlyDictionary<string, string> Models, double? Head, double? Tail, double Median, int FirstBin, IReadOnlyList<long> Bins)
{
    /// <summary>Bins for a factor of ten.</summary>
    public const int BinsPerDecade = 20;

    /// <summary>Most bins: up to the largest number there is.</summary>
    internal const int MaxBins = 309 * BinsPerDecade;

    /// <summary>The bin of a perplexity; those below 1 are in bin 0.</summary>
    internal static int BinOf(double perplexity) => perplexity <= 1 ? 0 : (int)Math.Floor(BinsPerDecade * Math.Log10(perplexity));
}
