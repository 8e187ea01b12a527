namespace Portolan.Text.Perplexity;

/// <summary>The two files that score one language.</summary>
/// <param name="Language">Its code.</param>
/// <param name="TokenizerPath">A SentencePiece model.</param>
/// <param name="ModelPath">An n-gram model over its pieces.</param>
public sealed record LanguageModelFiles(string Language, string TokenizerPath, string ModelPath);
