using System.Globalization;
using System.Text;
using Portolan.Storage;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>A trained model and what it was trained on.</summary>
public sealed class SentencePieceTrainingResult
{
    internal SentencePieceTrainingResult(ModelDescription description) => Model = SentencePieceModel.Create(description, "the trained model");

    /// <summary>The model, ready to encode.</summary>
    public SentencePieceModel Model { get; }

    /// <summary>Lines trained on.</summary>
    public long LineCount { get; internal init; }

    /// <summary>Lines left out because they were too long.</summary>
    public long SkippedLineCount { get; internal init; }

    /// <summary>Distinct words (or lines, when words are not split at spaces).</summary>
    public int WordCount { get; internal init; }

    /// <summary>Distinct characters that the vocabulary covers.</summary>
    public int CharacterCount { get; internal init; }

    /// <summary>The share of the text's characters that they are, 0 to 1.</summary>
    public double CharacterCoverage { get; internal init; }

    /// <summary>Writes the model file, complete or not at all.</summary>
    /// <param name="path">Usually ends in <c>.model</c>.</param>
    /// <exception cref="IOException">The disk is full, or the directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public void SaveModel(string path) => AtomicFile.WriteAllBytes(path, Model.Description.Serialise());

    /// <summary>Writes the vocabulary as text, as <c>spm_train</c> does: a line for each piece, its text, a tab, its score.</summary>
    /// <param name="path">Usually ends in <c>.vocab</c>.</param>
    /// <exception cref="IOException">The disk is full, or the directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public void SaveVocabulary(string path)
    {
        var text = new StringBuilder();
        for (int id = 0; id < Model.VocabularySize; id++)
        {
            text.Append(Encoding.UTF8.GetString(Model.Piece(id))).Append('\t').Append(Model.Score(id).ToString("G6", CultureInfo.InvariantCulture)).Append('\n');
        }

        AtomicFile.WriteAllText(path, text.ToString());
    }
}
