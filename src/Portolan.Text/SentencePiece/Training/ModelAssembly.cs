using System.Globalization;
using System.Text;
using Portolan.Storage;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>Makes the finished vocabulary of the trained pieces, and the model's description of it.</summary>
internal static class ModelAssembly
{
    /// <summary>Keeps characters that training dropped from all having the same score; the value is the peer's.</summary>
    private const double ScoreStep = 0.0001;

    public static ModelDescription Assemble(
        CandidatePieces trained, Alphabet alphabet, SpecialPieces special, SentencePieceTrainerOptions options, NormalizerDescription normalizer)
    {
        var model = new ModelDescription();
        Describe(model.Trainer, options);
        Copy(normalizer, model.Normalizer);
        List<(byte[] Text, double Score)> chosen = Choose(trained, alphabet, special, options.VocabularySize - special.Pieces.Count);
        int next = 0;
        for (int id = 0; id < options.VocabularySize; id++)
        {
            if (special.Pieces.TryGetValue(id, out (string Text, PieceType Type) piece))
            {
                model.Pieces.Add(new PieceDescription(Encoding.UTF8.GetBytes(piece.Text), 0, piece.Type));
            }
            else if (next < chosen.Count)
            {
                model.Pieces.Add(new PieceDescription(chosen[next].Text, (float)chosen[next].Score, PieceType.Normal));
                next++;
            }
        }

        if (options.HardVocabularyLimit && model.Pieces.Count < options.VocabularySize)
        {
            throw new StorageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a vocabulary of {options.VocabularySize} pieces is too large for this text: {model.Pieces.Count} is the most that it gives"),
                hint: string.Create(
                    CultureInfo.InvariantCulture, $"ask for at most {model.Pieces.Count} pieces, give more text, or lift the hard limit"));
        }

        model.Trainer.VocabularySize = model.Pieces.Count;
        return model;
    }

    // Every character of the alphabet, then the pieces with the best scores; the result in the order of scores.
    private static List<(byte[] Text, double Score)> Choose(CandidatePieces trained, Alphabet alphabet, SpecialPieces special, int size)
    {
        var taken = new HashSet<string>(special.Pieces.Values.Select(piece => piece.Text), StringComparer.Ordinal);
        List<(byte[] Text, double Score)> chosen = [.. Characters(trained, alphabet).Where(piece => !taken.Contains(Encoding.UTF8.GetString(piece.Text)))];
        IEnumerable<(byte[] Text, double Score)> longer = Enumerable.Range(0, trained.Count)
            .Where(piece => trained.Length(piece) > 1)
            .Select(piece => (Text: alphabet.ToUtf8(trained.Piece(piece)), Score: trained.Scores[piece]))
            .Where(piece => !taken.Contains(Encoding.UTF8.GetString(piece.Text)))
            .OrderByDescending(piece => piece.Score)
            .ThenBy(piece => piece.Text, ByteOrder.Instance);
        chosen.AddRange(longer.Take(Math.Max(0, size - chosen.Count)));
        return [.. chosen.OrderByDescending(piece => (float)piece.Score).ThenBy(piece => piece.Text, ByteOrder.Instance)];
    }

    private static IEnumerable<(byte[] Text, double Score)> Characters(CandidatePieces trained, Alphabet alphabet)
    {
        double[] scores = new double[alphabet.CodePoints.Length];
        Array.Fill(scores, double.NaN);
        double lowest = 0;
        for (int piece = 0; piece < trained.Count; piece++)
        {
            lowest = Math.Min(lowest, trained.Scores[piece]);
            if (trained.Length(piece) == 1)
            {
                scores[trained.Piece(piece)[0] - Alphabet.FirstSymbol] = trained.Scores[piece];
            }
        }

        int dropped = 0;
        for (int rank = 0; rank < scores.Length; rank++)
        {
            double score = double.IsNaN(scores[rank]) ? lowest + (ScoreStep * dropped++) : scores[rank];
            yield return (alphabet.ToUtf8([rank + Alphabet.FirstSymbol]), score);
        }
    }

    private static void Describe(TrainerDescription trainer, SentencePieceTrainerOptions options)
    {
        // Neither paths nor the number of threads are written: the same text gives the same file anywhere.
        trainer.Kind = SentencePieceModelKind.Unigram;
        trainer.CharacterCoverage = (float)options.CharacterCoverage;
        trainer.RequiredCharacters = options.RequiredCharacters;
        trainer.SeedPieceSize = options.SeedVocabularySize;
        trainer.ShrinkingFactor = (float)options.ShrinkingFactor;
        trainer.SubIterations = options.SubIterations;
        trainer.MaxPieceLength = options.MaxPieceLength;
        trainer.MaxSentenceLength = options.MaxLineBytes;
        trainer.InputSentenceSize = (ulong)options.MaxLines;
        trainer.SplitByWhitespace = options.SplitByWhitespace;
        trainer.SplitByNumber = options.SplitByNumber;
        trainer.SplitByUnicodeScript = options.SplitByUnicodeScript;
        trainer.SplitDigits = options.SplitDigits;
        trainer.TreatWhitespaceAsSuffix = options.SpaceAsSuffix;
        trainer.AllowWhitespaceOnlyPieces = options.AllowSpaceOnlyPieces;
        trainer.HardVocabularyLimit = options.HardVocabularyLimit;
        trainer.ByteFallback = options.ByteFallback;
        trainer.UnknownId = options.UnknownId;
        trainer.BeginId = options.BeginId;
        trainer.EndId = options.EndId;
        trainer.PadId = options.PadId;
        trainer.ControlSymbols.AddRange(options.ControlSymbols);
        trainer.UserDefinedSymbols.AddRange(options.UserDefinedSymbols);
    }

    private static void Copy(NormalizerDescription from, NormalizerDescription to)
    {
        to.Name = from.Name;
        to.CompiledMap = from.CompiledMap;
        to.AddDummyPrefix = from.AddDummyPrefix;
        to.RemoveExtraWhitespaces = from.RemoveExtraWhitespaces;
        to.EscapeWhitespaces = from.EscapeWhitespaces;
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
