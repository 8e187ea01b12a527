using Portolan.Storage;
using Portolan.Text.FastText;

namespace Portolan.Text.Languages;

/// <summary>Tells the language of a text with a fastText model such as lid.176.</summary>
/// <remarks>Safe to use from several threads at once; see <see cref="FastTextClassifier"/> for memory and precision.</remarks>
/// <example>
/// <code>
/// LanguageIdentifier languages = LanguageIdentifier.Load(LanguageModels.Locate());
/// LanguagePrediction best = languages.Predict("Der Wind steht gut."u8, Newlines.AsSpaces); // de
/// </code>
/// </example>
public sealed class LanguageIdentifier
{
    /// <summary>Answers up to this length need no array.</summary>
    private const int MostOnStack = 8;

    private readonly FastTextClassifier classifier;

    private LanguageIdentifier(FastTextClassifier classifier) => this.classifier = classifier;

    /// <summary>The codes that the model can answer, most frequent in its training data first.</summary>
    public IReadOnlyList<string> Languages => this.classifier.Model.Labels;

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A supervised fastText <c>.bin</c> or <c>.ftz</c> file whose labels are language codes; see <see cref="LanguageModels.Locate(string?)"/>.</param>
    /// <exception cref="StorageException">The file is no fastText model, is damaged, or holds no labels.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LanguageIdentifier Load(string path)
    {
        FastTextModel model = LanguageModels.Read(path);
        return model.IsSupervised
            ? new LanguageIdentifier(new FastTextClassifier(model))
            : throw new StorageException(
                $"{path} holds word vectors and no labels, expected a supervised fastText model", path, hint: "use a language model such as lid.176.ftz");
    }

    /// <summary>The most probable language of a text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="newlines">Whether line feeds are deleted (CCNet) or separate words (datatrove, RefinedWeb).</param>
    /// <returns>The best language, or <see cref="LanguagePrediction.Undetermined"/>.</returns>
    public LanguagePrediction Predict(ReadOnlySpan<byte> utf8, Newlines newlines)
    {
        LanguagePrediction best = default;
        return Predict(utf8, newlines, new Span<LanguagePrediction>(ref best)) == 1 ? best : LanguagePrediction.Undetermined;
    }

    /// <summary>Writes the most probable languages of a text, best first.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="newlines">Whether line feeds are deleted (CCNet) or separate words (datatrove, RefinedWeb).</param>
    /// <param name="destination">Receives as many languages as it has room for.</param>
    /// <returns>How many were written.</returns>
    public int Predict(ReadOnlySpan<byte> utf8, Newlines newlines, Span<LanguagePrediction> destination)
    {
        var buffer = default(PredictionBuffer);
        Span<FastTextPrediction> best = destination.Length <= MostOnStack ? buffer : new FastTextPrediction[destination.Length];
        int count = this.classifier.Predict(utf8, newlines, best[..destination.Length]);
        for (int i = 0; i < count; i++)
        {
            destination[i] = new LanguagePrediction(best[i].Label, best[i].Probability);
        }

        return count;
    }

    [System.Runtime.CompilerServices.InlineArray(MostOnStack)]
    private struct PredictionBuffer
    {
        private FastTextPrediction first;
    }
}
