using Portolan.Corpus.Sources;

namespace Portolan.Corpus.ModelPreparation;

/// <summary>What to train a language's tokeniser and n-gram model from, and how. The defaults are CCNet's.</summary>
/// <remarks>CCNet's values: <c>Makefile</c> of cc_net, lines 14 to 16 and 94 to 103.</remarks>
public sealed record LanguageModelPreparationOptions
{
    /// <summary>The language's code, as the language stage names it: the start of the files' names.</summary>
    public required string Language { get; init; }

    /// <summary>Dumps of an encyclopedia, or plain text with one article a line; see <see cref="Readers.Wikipedia.WikipediaDump"/>.</summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>The model directory; other languages' models in it stay.</summary>
    public required string Output { get; init; }

    /// <summary>Which part of the articles is used.</summary>
    /// <value>Default <see cref="ArticlePart.Opening"/>.</value>
    public ArticlePart Part { get; init; } = ArticlePart.Opening;

    /// <summary>Articles that the tokeniser is trained from: the first of the dump.</summary>
    /// <value>Default 400,000.</value>
    public int TokenizerArticles { get; init; } = 400_000;

    /// <summary>Articles that the n-gram model is trained from: the first of the dump.</summary>
    /// <value>Default 1,000,000.</value>
    public int ModelArticles { get; init; } = 1_000_000;

    /// <summary>Pieces of the tokeniser.</summary>
    /// <value>Default 65,536.</value>
    public int VocabularySize { get; init; } = 65_536;

    /// <summary>Share of all characters that the tokeniser's pieces must cover.</summary>
    /// <value>Default 0.9995.</value>
    public double CharacterCoverage { get; init; } = 0.9995;

    /// <summary>Words of the longest n-gram, 1 to 6.</summary>
    /// <value>Default 5.</value>
    public int Order { get; init; } = 5;

    /// <summary>n-grams seen no more often than this are left out, for each length from 1 on; the last value holds for all longer ones.</summary>
    /// <value>Default empty: nothing is left out, as in CCNet.</value>
    public IReadOnlyList<long> Prune { get; init; } = [];

    /// <summary>Memory for the training, in bytes.</summary>
    /// <value>Default 1 GiB. The models do not depend on it.</value>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Threads that work at once.</summary>
    /// <value>Default: one a processor. The models do not depend on it.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the articles' text is kept under <c>work/{language}/</c> when all is done.</summary>
    /// <value>Default false.</value>
    public bool KeepWork { get; init; }

    /// <summary>The clock.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
