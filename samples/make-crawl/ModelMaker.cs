using Portolan.Text.NGrams.Training;
using Portolan.Text.Normalization;
using Portolan.Text.Perplexity;
using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Training;

namespace Portolan.Samples.MakeCrawl;

/// <summary>Trains the sample's language models on the texts that lie beside them: a tokeniser and an n-gram model a language.</summary>
internal static class ModelMaker
{
    // The text is normalised already, as every document that is scored: maps of SentencePiece's own would only make the files large.
    private const NormalizationRule Rule = NormalizationRule.Identity;

    // Small texts: more pieces, or longer n-grams, would be learnt by heart.
    private const int Pieces = 600;
    private const int Order = 3;

    /// <summary>Writes <c>{language}.sp.model</c> and <c>{language}.plm</c> for each <c>texts/{language}.txt</c>, and a manifest.</summary>
    public static void Write(string texts, string output)
    {
        Directory.CreateDirectory(output);
        foreach (string path in Directory.GetFiles(texts, "*.txt").Order(StringComparer.Ordinal))
        {
            string stem = Path.Combine(output, Path.GetFileNameWithoutExtension(path));
            List<byte[]> lines = [.. File.ReadLines(path).Select(Normalized)];
            Train(lines, stem + LanguageModelDirectory.TokenizerEnding, stem + ".plm");
        }

        LanguageModelDirectory.WriteManifest(output, "Trained by samples/make-crawl on the texts of samples/language-models, which were written for Portolan.");
    }

    private static void Train(List<byte[]> lines, string tokenizerPath, string modelPath)
    {
        using var pieces = new SentencePieceTrainer(new SentencePieceTrainerOptions { VocabularySize = Pieces, CharacterCoverage = 1, Normalization = Rule });
        lines.ForEach(line => pieces.AddLine(line));
        SentencePieceTrainingResult tokenizer = pieces.Train();
        tokenizer.SaveModel(tokenizerPath);
        using var model = new NGramTrainer(new NGramTrainerOptions { Order = Order, Tokenizer = tokenizer.Model, DiscountFallback = Discounts.Fallback });
        lines.ForEach(line => model.AddLine(line));
        model.Write(modelPath);
    }

    // As documents are when they are scored.
    private static byte[] Normalized(string line)
    {
        using var normalized = new PooledBuffer<byte>();
        LanguageModelNormalizer.Normalize(System.Text.Encoding.UTF8.GetBytes(line), normalized);
        return normalized.WrittenSpan.ToArray();
    }
}
