using System.Globalization;
using System.IO.Compression;
using System.Text;
using Portolan.Testing;
using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Training;

namespace Portolan.Text.Tests.SentencePiece.Training;

/// <summary>
/// <c>Golden/sentencepiece-train/wiki-en-2000.vocab</c> was written by spm_train 0.1.97 (Debian 12):
/// <c>spm_train --input=FIRST_5000_LINES_OF_WIKI_EN --vocab_size=2000</c>, all else at its default.
/// </summary>
public sealed class TrainerAgainstPeerTests
{
    private const int TrainingLines = 5000;

    [SharedDataFact]
    public void Unseen_text_is_at_least_as_likely_as_under_the_peers_vocabulary()
    {
        string[] lines = [.. ReadLines(SharedData.PathOf("data/text/wiki/en.txt.gz")).Take(TrainingLines + 2000)];
        SentencePieceTrainingResult ours = TrainingSetup.Train(new SentencePieceTrainerOptions { VocabularySize = 2000 }, lines.Take(TrainingLines));
        Dictionary<string, float> theirs = ReadVocabulary(Repository.PathOf("tests/Portolan.Text.Tests/Golden/sentencepiece-train/wiki-en-2000.vocab"));
        Dictionary<string, float> mine = Enumerable.Range(0, 2000).ToDictionary(id => Encoding.UTF8.GetString(ours.Model.Piece(id)), id => ours.Model.Score(id));

        // The alphabet is decided by counting alone, so it must be the same.
        Characters(mine).ShouldBe(Characters(theirs), ignoreOrder: true);
        using var encoder = new SentencePieceEncoder(ours.Model);
        double unknownHere = mine.Values.Min() - 10;
        double unknownThere = theirs.Values.Min() - 10;
        double own = 0;
        double other = 0;
        foreach (string line in lines.Skip(TrainingLines))
        {
            encoder.Encode(Encoding.UTF8.GetBytes(line));
            foreach (string word in Encoding.UTF8.GetString(encoder.Normalized).Split('▁', StringSplitOptions.RemoveEmptyEntries))
            {
                own += Best(mine, unknownHere, "▁" + word);
                other += Best(theirs, unknownThere, "▁" + word);
            }
        }

        // Measured: 0.985 (log-likelihoods are negative, so smaller is better).
        (own / other).ShouldBeLessThan(1.0);
        mine.Keys.Intersect(theirs.Keys).Count().ShouldBeGreaterThan(1500);
    }

    private static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static Dictionary<string, float> ReadVocabulary(string path) => File.ReadLines(path)
        .Select(line => line.Split('\t'))
        .ToDictionary(columns => columns[0], columns => float.Parse(columns[1], CultureInfo.InvariantCulture));

    private static IEnumerable<string> Characters(Dictionary<string, float> vocabulary) => vocabulary.Keys.Where(piece => piece.Length == 1);

    // An independent best path: every substring looked up in a dictionary, unknown characters at the worst score less 10.
    private static double Best(Dictionary<string, float> vocabulary, double unknown, string word)
    {
        double[] best = new double[word.Length + 1];
        for (int end = 1; end <= word.Length; end++)
        {
            best[end] = best[end - 1] + unknown;
            for (int start = Math.Max(0, end - 16); start < end; start++)
            {
                if (vocabulary.TryGetValue(word[start..end], out float score) && score < 0)
                {
                    best[end] = Math.Max(best[end], best[start] + score);
                }
            }
        }

        return best[word.Length];
    }
}
