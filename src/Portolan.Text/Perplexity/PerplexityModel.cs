using Portolan.Storage;
using Portolan.Text.NGrams;
using Portolan.Text.SentencePiece;

namespace Portolan.Text.Perplexity;

/// <summary>A tokeniser and an n-gram model over its pieces: what scores the perplexity of one language's text.</summary>
/// <remarks>
/// Immutable, and safe to share between threads; each thread scores with its own <see cref="PerplexityScorer"/>. Which word of the n-gram
/// model each piece is, is looked up once, here.
/// </remarks>
/// <example>
/// <code>
/// using PerplexityModel german = PerplexityModel.Load(new LanguageModelFiles("de", "models/de.sp.model", "models/de.plm"));
/// using PerplexityScorer scorer = german.CreateScorer();
/// double perplexity = scorer.ScoreDocument("Der Wind steht gut.\nDas Boot liegt am Kai."u8).Rounded;
/// </code>
/// </example>
public sealed class PerplexityModel : IDisposable
{
    private readonly int[] words;

    /// <summary>Makes a pair of models that are open already.</summary>
    /// <param name="tokenizer">The tokeniser.</param>
    /// <param name="model">The n-gram model over its pieces; disposed with this.</param>
    public PerplexityModel(SentencePieceModel tokenizer, NGramModel model)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(model);
        Tokenizer = tokenizer;
        Model = model;
        words = new int[tokenizer.VocabularySize];
        for (int id = 0; id < words.Length; id++)
        {
            words[id] = model.Lookup(tokenizer.Piece(id));
        }
    }

    /// <summary>The tokeniser.</summary>
    public SentencePieceModel Tokenizer { get; }

    /// <summary>The n-gram model.</summary>
    public NGramModel Model { get; }

    /// <summary>For each piece its word in <see cref="Model"/>.</summary>
    internal ReadOnlySpan<int> Words => words;

    /// <summary>Opens the models of a language.</summary>
    /// <param name="files">Where they are; see <see cref="LanguageModelDirectory.Find"/>.</param>
    /// <exception cref="StorageException">A file is damaged or no such model, or the n-gram model knows none of the tokeniser's pieces.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static PerplexityModel Load(LanguageModelFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var model = new PerplexityModel(SentencePieceModel.Load(files.TokenizerPath), NGramModel.Open(files.ModelPath));
        if (model.Words.ContainsAnyExcept(NGramModel.UnknownWord))
        {
            return model;
        }

        model.Dispose();
        throw new StorageException(
            $"{files.ModelPath} knows none of the {model.Tokenizer.VocabularySize} pieces of {files.TokenizerPath}",
            files.ModelPath,
            hint: "the n-gram model must have been trained on text that this tokeniser has cut into pieces");
    }

    /// <summary>Compares the n-gram model with its checksums, if its form has any; reads all of it.</summary>
    /// <exception cref="StorageException">The file is damaged.</exception>
    public void Verify() => Model.Verify();

    /// <summary>Makes a scorer for one thread.</summary>
    public PerplexityScorer CreateScorer() => new(this);

    /// <summary>Closes the n-gram model; no scorer may be used any more.</summary>
    public void Dispose() => Model.Dispose();
}
