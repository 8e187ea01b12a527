using System.Text;
using Portolan.Text.SentencePiece.Internals;
using Portolan.Text.SentencePiece.Training;

namespace Portolan.Text.Tests.SentencePiece.Training;

/// <summary>Small texts, taken to where a test wants to look.</summary>
internal static class TrainingSetup
{
    public static (TrainingText Text, Alphabet Alphabet) Text(params IEnumerable<string> words)
    {
        var table = new WordTable();
        foreach (string word in words)
        {
            table.Add(Encoding.UTF8.GetBytes(word));
        }

        Alphabet alphabet = Alphabet.Of(table, 1, "");
        return (TrainingText.Of(table, alphabet), alphabet);
    }

    public static string ToText(Alphabet alphabet, ReadOnlySpan<int> piece) => Encoding.UTF8.GetString(alphabet.ToUtf8(piece));

    public static SentencePieceTrainingResult Train(SentencePieceTrainerOptions options, params IEnumerable<string> lines)
    {
        using var trainer = new SentencePieceTrainer(options);
        foreach (string line in lines)
        {
            trainer.AddLine(Encoding.UTF8.GetBytes(line));
        }

        return trainer.Train();
    }

    public static List<string> Pieces(SentencePieceTrainingResult result) =>
        [.. Enumerable.Range(0, result.Model.VocabularySize).Select(id => Encoding.UTF8.GetString(result.Model.Piece(id)))];

    public static byte[] File(SentencePieceTrainingResult result) => result.Model.Description.Serialise();

    /// <summary>Lines of made-up words whose frequencies fall off as in real text.</summary>
    public static IEnumerable<string> Lines(int count, int seed)
    {
        string[] parts = ["an", "ber", "co", "dis", "el", "fur", "gra", "her", "ing", "ja", "kol", "lun", "mer", "no", "ous", "pre", "qui", "ra", "sta", "tion"];
        var random = new Random(seed);
        string[] words = [.. Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => parts[random.Next(parts.Length)])))];
        for (int line = 0; line < count; line++)
        {
            yield return string.Join(' ', Enumerable.Range(0, 12).Select(_ => words[(int)(400 * Math.Pow(random.NextDouble(), 3))])) + ".";
        }
    }
}
