namespace Portolan.Corpus.ModelPreparation;

/// <summary>What <c>{language}.training.json</c> says of a language's models: what they were made from.</summary>
/// <param name="Format">Layout version: 1.</param>
/// <param name="Language">The language's code.</param>
/// <param name="Key">Identifies inputs, settings and code versions: equal keys mean equal models.</param>
/// <param name="Inputs">Names of the dumps.</param>
/// <param name="Part"><c>opening</c> or <c>text</c>.</param>
/// <param name="Articles">Articles the n-gram model was trained from.</param>
/// <param name="TokenizerArticles">Articles the tokeniser was trained from.</param>
/// <param name="TextBytes">Bytes of normalised text that was read.</param>
/// <param name="VocabularySize">Pieces of the tokeniser.</param>
/// <param name="Tokens">Pieces in the training text, without the ends of articles.</param>
/// <param name="NGrams">n-grams of each length, shortest first.</param>
/// <param name="Version">The version of Portolan that made them.</param>
public sealed record LanguageModelTraining(
    int Format,
    string Language,
    string Key,
    IReadOnlyList<string> Inputs,
    string Part,
    long Articles,
    long TokenizerArticles,
    long TextBytes,
    int VocabularySize,
    long Tokens,
    IReadOnlyList<long> NGrams,
    string Version)
{
    /// <summary>The version of this layout that this code writes and reads.</summary>
    public const int CurrentFormat = 1;
}
