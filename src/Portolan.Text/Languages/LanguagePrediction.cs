namespace Portolan.Text.Languages;

/// <summary>The language that a text seems to be written in.</summary>
/// <param name="Language">The model's code: for lid.176 an ISO 639-1 code, or 639-3 where there is none; <c>und</c> when nothing could be said.</param>
/// <param name="Score">Probability, 0 to about 1; fastText's arithmetic can exceed 1 by some 1e-5.</param>
public readonly record struct LanguagePrediction(string Language, float Score)
{
    /// <summary>What is said of a text in which the model knows nothing: <c>und</c> (ISO 639-2, undetermined) with score 0.</summary>
    public static LanguagePrediction Undetermined { get; } = new("und", 0f);
}
