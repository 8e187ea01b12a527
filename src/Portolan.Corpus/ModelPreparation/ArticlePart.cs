namespace Portolan.Corpus.ModelPreparation;

/// <summary>Which part of an article a language model learns from.</summary>
public enum ArticlePart
{
    /// <summary>The paragraphs before the first heading, as CCNet's published models: well edited, few lists.</summary>
    Opening,

    /// <summary>The whole text: several times as much of it from the same dump.</summary>
    Text,
}
