using System.Text.Json.Serialization;

namespace Portolan.Corpus.Filters.Language;

/// <summary>Settings of <see cref="LanguageFilter"/>.</summary>
public sealed record LanguageFilterOptions : FilterOptions
{
    /// <summary>The fastText model file, or <c>lid.176</c> for the one that comes as a package.</summary>
    /// <value><c>lid.176</c> by default.</value>
    public string Model { get; init; } = PackagedModel;

    /// <summary>What the model sees in place of a line break.</summary>
    /// <value><see cref="LineBreakTreatment.Delete"/> by default, as CCNet does (split_by_lang.py); datatrove and RefinedWeb use a space.</value>
    [JsonConverter(typeof(JsonStringEnumConverter<LineBreakTreatment>))]
    public LineBreakTreatment LineBreaks { get; init; } = LineBreakTreatment.Delete;

    /// <summary>Score to reach, 0 to 1.</summary>
    /// <value>0.5 by default (CCNet, mine.py <c>lang_threshold</c>); RefinedWeb and datatrove: 0.65.</value>
    public double MinimumScore { get; init; } = 0.5;

    /// <summary>Whether a score equal to <see cref="MinimumScore"/> is dropped.</summary>
    /// <value>False by default (CCNet keeps equal); true for datatrove, which keeps only scores above.</value>
    public bool Exclusive { get; init; }

    /// <summary>Decimals that the score is rounded to, before it is compared.</summary>
    /// <value>2 by default (CCNet, so that 0.495 passes 0.5); -1 for no rounding.</value>
    public int Decimals { get; init; } = 2;

    /// <summary>Codes of the languages to keep.</summary>
    /// <value>Empty by default: all. <c>--languages</c> overrides it.</value>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The word in recipes that stands for the packaged model.</summary>
    public const string PackagedModel = "lid.176";

    /// <summary>Whether a score, rounded already, is too low.</summary>
    internal bool IsUnsure(double score) => score < MinimumScore || Exclusive && score <= MinimumScore;

    /// <inheritdoc/>
    public override void Check(FilterResources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        if (Languages.Count == 0)
        {
            return;
        }

        IReadOnlyList<string> known = resources.LanguageIdentifier(Model).Languages;
        if (Languages.FirstOrDefault(l => !known.Contains(l)) is { } unknown)
        {
            throw new CorpusException($"the language model {Model} has no language '{unknown}'", hint: "its codes are those of ISO 639, such as en, de or ceb");
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> KeyParts(FilterResources resources) => [FilterResources.ModelDigest(Model)];

    /// <inheritdoc/>
    public override IDocumentFilter CreateFilter(FilterResources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        return new LanguageFilter(this, resources.LanguageIdentifier(Model));
    }
}
