using Portolan.Text.FastText;
using Portolan.Text.Languages;

namespace Portolan.Corpus.Filters.Language;

/// <summary>Labels documents with their language; drops those the model is unsure of or whose language is not wanted.</summary>
/// <remarks>
/// Why: pages in no language (lists of numbers, code, mixtures) score low, and later models are trained by language. Sources:
/// CCNet (line breaks deleted, score rounded to two decimals, at least 0.5) and datatrove/RefinedWeb (line breaks as spaces,
/// above 0.65). Kept with the defaults: an article in German. Dropped: a table of part numbers.
/// </remarks>
public sealed class LanguageFilter : IDocumentFilter
{
    /// <summary>Reason for documents whose best score is too low.</summary>
    public const string Unsure = "language-unsure";

    /// <summary>Reason for documents in a language that was not asked for.</summary>
    public const string NotWanted = "language-not-wanted";

    private readonly LanguageFilterOptions options;
    private readonly LanguageIdentifier identifier;

    /// <summary>Creates the filter.</summary>
    /// <param name="options">Thresholds.</param>
    /// <param name="identifier">The model.</param>
    public LanguageFilter(LanguageFilterOptions options, LanguageIdentifier identifier)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(identifier);
        this.options = options;
        this.identifier = identifier;
    }

    /// <inheritdoc/>
    public FilterVerdict Apply(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        LanguagePrediction best = identifier.Predict(document.Text, options.LineBreaks == LineBreakTreatment.Delete ? Newlines.Deleted : Newlines.AsSpaces);
        double score = Round(best.Score, options.Decimals);
        document.Language = best.Language;
        document.LanguageScore = score;
        if (options.IsUnsure(score))
        {
            return FilterVerdict.Drop(Unsure);
        }

        return options.Languages.Count > 0 && !options.Languages.Contains(best.Language)
            ? FilterVerdict.Drop(NotWanted)
            : FilterVerdict.Keep;
    }

    internal static double Round(double score, int decimals) => decimals >= 0 ? Math.Round(score, decimals, MidpointRounding.ToEven) : score;
}
