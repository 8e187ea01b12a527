using Portolan.Text.SentencePiece.Training;

namespace Portolan.Text.Tests.SentencePiece.Training;

public sealed class SeedPiecesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Seeds_are_the_repeated_substrings_that_cannot_be_prolonged(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 25; round++)
        {
            string[] words =
            [
                .. Enumerable.Range(0, random.Next(1, 25)).Select(_ => "▁" + new string([.. Enumerable.Range(0, random.Next(0, 9)).Select(_ => (char)('a' + random.Next(3)))])),
            ];
            var options = new SentencePieceTrainerOptions { MaxPieceLength = random.Next(2, 8) };
            (TrainingText text, Alphabet alphabet) = TrainingSetup.Text(words);

            CandidatePieces seeds = SeedPieces.Find(text, alphabet, new PieceRules(alphabet, options), 1_000_000);

            Scores(seeds, alphabet).ShouldBe(Naive(words, options.MaxPieceLength), ignoreOrder: true);
        }
    }

    [Fact]
    public void Pieces_come_in_the_order_of_their_symbols()
    {
        (TrainingText text, Alphabet alphabet) = TrainingSetup.Text("▁banana", "▁bandana", "▁ananas", "▁ban", "▁na", "▁banana");

        CandidatePieces seeds = SeedPieces.Find(text, alphabet, new PieceRules(alphabet, new SentencePieceTrainerOptions()), 1000);

        for (int i = 1; i < seeds.Count; i++)
        {
            seeds.Piece(i - 1).SequenceCompareTo(seeds.Piece(i)).ShouldBeLessThan(0);
        }
    }

    [Fact]
    public void A_limit_keeps_the_best_substrings_and_every_character()
    {
        (TrainingText text, Alphabet alphabet) = TrainingSetup.Text("▁banana", "▁bandana", "▁ananas", "▁ban", "▁na", "▁banana");
        var rules = new PieceRules(alphabet, new SentencePieceTrainerOptions());
        (string Piece, long Score)[] all = [.. Scores(SeedPieces.Find(text, alphabet, rules, 1000), alphabet).Where(piece => piece.Piece.Length > 1)];

        List<(string Piece, long Score)> three = [.. Scores(SeedPieces.Find(text, alphabet, rules, 3), alphabet)];

        three.Count(piece => piece.Piece.Length == 1).ShouldBe(alphabet.CodePoints.Length);
        three.Where(piece => piece.Piece.Length > 1).Select(piece => piece.Score).ShouldBe(
            all.Select(piece => piece.Score).OrderDescending().Take(3), ignoreOrder: true);
    }

    [Fact]
    public void A_trie_over_a_large_alphabet_finds_every_piece_and_stays_small()
    {
        // Pairs and triples of 3,000 letters: nodes whose children lie far apart, which once made the array grow without end.
        var random = new Random(9);
        (TrainingText text, Alphabet alphabet) = TrainingSetup.Text(Enumerable.Range(0, 30_000)
            .Select(_ => new string([.. Enumerable.Range(0, 3).Select(_ => (char)('一' + (int)(3000 * Math.Pow(random.NextDouble(), 3))))])));
        CandidatePieces seeds = SeedPieces.Find(text, alphabet, new PieceRules(alphabet, new SentencePieceTrainerOptions()), 1_000_000);

        var trie = SegmentTrie.Build(seeds, alphabet.SymbolCount);

        for (int i = 0; i < seeds.Count; i++)
        {
            int node = SegmentTrie.Root;
            int found = -1;
            foreach (int symbol in seeds.Piece(i))
            {
                trie.Step(ref node, symbol, out found).ShouldBeTrue();
            }

            found.ShouldBe(i);
        }

        trie.PlaceCount.ShouldBeLessThan(8 * seeds.Count);
    }

    // Scores are logarithms of shares; the rarest character, which scores its count of at least 1, sets the scale.
    private static IEnumerable<(string Piece, long Score)> Scores(CandidatePieces seeds, Alphabet alphabet)
    {
        int character = Enumerable.Range(0, seeds.Count).First(piece => seeds.Length(piece) == 1);
        double unit = Math.Exp(seeds.Scores[character]) / alphabet.Counts[seeds.Piece(character)[0] - Alphabet.FirstSymbol];
        for (int i = 0; i < seeds.Count; i++)
        {
            yield return (TrainingSetup.ToText(alphabet, seeds.Piece(i)), (long)Math.Round(Math.Exp(seeds.Scores[i]) / unit));
        }
    }

    // What is as long as a piece may be cannot be prolonged either.
    private static IEnumerable<(string Piece, long Score)> Naive(string[] words, int maxLength)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string word in words)
        {
            for (int start = 0; start < word.Length; start++)
            {
                for (int end = start + 1; end <= word.Length; end++)
                {
                    string piece = word[start..end];
                    counts[piece] = counts.GetValueOrDefault(piece) + 1;
                }
            }
        }

        foreach ((string piece, long count) in counts)
        {
            bool prolongs = "abc".Any(next => counts.GetValueOrDefault(piece + next) == count);
            if (piece.Length == 1 || (count >= 2 && piece.Length <= maxLength && (!prolongs || piece.Length == maxLength)))
            {
                yield return (piece, count * piece.Length);
            }
        }
    }
}
