using Portolan.Text.SentencePiece.Training;

namespace Portolan.Text.Tests.SentencePiece.Training;

public sealed class UnigramTrainingTests
{
    private const double Scale = 1L << 40;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Expected_counts_are_those_of_all_segmentations(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 20; round++)
        {
            (CandidatePieces pieces, Alphabet alphabet, TrainingText text) = RandomPieces(random);
            var lattice = new SegmentLattice(SegmentTrie.Build(pieces, alphabet.SymbolCount), pieces.Scores, pieces.UnknownScore());
            for (int word = 0; word < text.WordCount; word++)
            {
                double[] expected = new double[pieces.Count];
                double sum = 0;
                Segment(text.Word(word).ToArray(), 0, 1, [], pieces, (path, probability) =>
                {
                    sum += probability;
                    foreach (int piece in path.Where(piece => piece >= 0))
                    {
                        expected[piece] += probability;
                    }
                });

                long[] fast = new long[pieces.Count];
                long[] careful = new long[pieces.Count];
                lattice.AddExpected(text.Word(word), 3, Scale, fast).ShouldBe(Math.Log(sum), 1e-9);
                lattice.AddExpectedByLogarithms(text.Word(word), 3 * Scale, careful).ShouldBe(Math.Log(sum), 1e-9);
                for (int piece = 0; piece < pieces.Count; piece++)
                {
                    (fast[piece] / Scale).ShouldBe(3 * expected[piece] / sum, 1e-8);
                    (careful[piece] / Scale).ShouldBe(3 * expected[piece] / sum, 1e-8);
                }
            }
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void The_best_path_is_the_best_of_all_segmentations(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 20; round++)
        {
            (CandidatePieces pieces, Alphabet alphabet, TrainingText text) = RandomPieces(random);
            var lattice = new SegmentLattice(SegmentTrie.Build(pieces, alphabet.SymbolCount), pieces.Scores, pieces.UnknownScore());
            for (int word = 0; word < text.WordCount; word++)
            {
                double best = 0;
                Segment(text.Word(word).ToArray(), 0, 1, [], pieces, (_, probability) => best = Math.Max(best, probability));

                lattice.Best(text.Word(word), excluded: -1).ShouldBe(Math.Log(best), 1e-9);
                int[] path = lattice.BestPath(text.Word(word).Length);

                // "aa a" and "a aa" are as good as each other, so the path is judged by its score.
                path.Sum(piece => piece < 0 ? pieces.UnknownScore() : pieces.Scores[piece]).ShouldBe(Math.Log(best), 1e-9);
                path.Sum(piece => piece < 0 ? 1 : pieces.Length(piece)).ShouldBe(text.Word(word).Length);
            }
        }
    }

    [Fact]
    public void A_step_sets_scores_by_the_digamma_of_expected_counts()
    {
        (TrainingText text, Alphabet alphabet) = TrainingSetup.Text("▁aab", "▁ab", "▁ab", "▁b", "▁ba", "▁bab", "▁aab");
        var options = new SentencePieceTrainerOptions { VocabularySize = 1000, SubIterations = 1, HardVocabularyLimit = false };
        CandidatePieces seed = SeedPieces.Find(text, alphabet, new PieceRules(alphabet, options), 1000);
        double[] expected = new double[seed.Count];
        for (int word = 0; word < text.WordCount; word++)
        {
            double sum = 0;
            double[] own = new double[seed.Count];
            Segment(text.Word(word).ToArray(), 0, 1, [], seed, (path, probability) =>
            {
                sum += probability;
                path.ForEach(piece => own[piece] += probability);
            });
            for (int piece = 0; piece < own.Length; piece++)
            {
                expected[piece] += text.Counts[word] * own[piece] / sum;
            }
        }

        CandidatePieces trained = UnigramTraining.Run(text, alphabet.SymbolCount, seed, options, null, CancellationToken.None);

        int[] kept = [.. Enumerable.Range(0, seed.Count).Where(piece => expected[piece] >= 0.5)];
        double logTotal = Digamma.Of(kept.Sum(piece => expected[piece]));
        trained.Count.ShouldBe(kept.Length);
        kept.Length.ShouldBeLessThan(seed.Count);
        for (int i = 0; i < kept.Length; i++)
        {
            trained.Piece(i).SequenceEqual(seed.Piece(kept[i])).ShouldBeTrue();
            trained.Scores[i].ShouldBe(Digamma.Of(expected[kept[i]]) - logTotal, 1e-8);
        }
    }

    [Fact]
    public void Likelihood_grows_between_prunings()
    {
        (TrainingText text, Alphabet alphabet) = TrainingSetup.Text(
            TrainingSetup.Lines(300, 5).SelectMany(line => line.Split(' ')).Select(word => "▁" + word));
        var options = new SentencePieceTrainerOptions { VocabularySize = 100, SubIterations = 4 };
        CandidatePieces seed = SeedPieces.Find(text, alphabet, new PieceRules(alphabet, options), 100_000);
        var steps = new Recorder();

        UnigramTraining.Run(text, alphabet.SymbolCount, seed, options, steps, CancellationToken.None).Count.ShouldBeLessThanOrEqualTo(110);

        // The first step starts from substring counts, and the Bayesian step is not monotone: from the second step of a round on it is.
        for (int i = 8; i < steps.Steps.Count; i++)
        {
            if (i % 4 >= 2)
            {
                steps.Steps[i].LogLikelihoodPerCharacter.ShouldBeGreaterThan(steps.Steps[i - 1].LogLikelihoodPerCharacter - 1e-4);
            }
        }

        steps.Steps.Select(step => step.PieceCount).ShouldBeInOrder(SortDirection.Descending);
        steps.Steps.Select(step => step.Step).ShouldBe(Enumerable.Range(1, steps.Steps.Count));
    }

    [Fact]
    public void A_word_whose_probability_no_double_holds_is_counted_by_logarithms()
    {
        (TrainingText text, Alphabet alphabet) = TrainingSetup.Text(string.Concat(Enumerable.Repeat("abcdefghij", 60)), "▁x");
        CandidatePieces seed = SeedPieces.Find(text, alphabet, new PieceRules(alphabet, new SentencePieceTrainerOptions { MaxPieceLength = 1 }), 1);
        double[] unlikely = [.. seed.Scores.Select(_ => -20.0)];
        var lattice = new SegmentLattice(SegmentTrie.Build(seed, alphabet.SymbolCount), unlikely, -30);
        long[] counts = new long[seed.Count];

        lattice.AddExpected(text.Word(0), 1, Scale, counts).ShouldBe(-20.0 * 600, 1e-6);

        counts.Sum(count => count / Scale).ShouldBe(600, 1e-6);
    }

    [Theory]
    // Abramowitz and Stegun, table 6.1, and -γ, -γ - 2 ln 2.
    [InlineData(1, -0.57721566490153287)]
    [InlineData(0.5, -1.9635100260214235)]
    [InlineData(2, 0.42278433509846714)]
    [InlineData(10, 2.2517525890667211)]
    [InlineData(100, 4.6001618527380874)]
    public void Digamma_has_its_known_values(double x, double value) => Digamma.Of(x).ShouldBe(value, 1e-13);

    private static (CandidatePieces Pieces, Alphabet Alphabet, TrainingText Text) RandomPieces(Random random)
    {
        (TrainingText text, Alphabet alphabet) = TrainingSetup.Text(
            Enumerable.Range(0, 12).Select(_ => "▁" + new string([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)('a' + random.Next(3)))])));
        CandidatePieces seed = SeedPieces.Find(text, alphabet, new PieceRules(alphabet, new SentencePieceTrainerOptions()), 1000);

        // Without some pieces, single characters among them, there are unknown characters too.
        List<int> kept = [.. Enumerable.Range(0, seed.Count).Where(_ => random.Next(4) > 0)];
        return (seed.Select(kept, [.. kept.Select(_ => -6 * random.NextDouble())]), alphabet, text);
    }

    private static void Segment(int[] word, int start, double probability, List<int> path, CandidatePieces pieces, Action<List<int>, double> found)
    {
        if (start == word.Length)
        {
            found(path, probability);
            return;
        }

        bool single = false;
        for (int piece = 0; piece < pieces.Count; piece++)
        {
            if (word.AsSpan(start).StartsWith(pieces.Piece(piece)))
            {
                single |= pieces.Length(piece) == 1;
                Segment(word, start + pieces.Length(piece), probability * Math.Exp(pieces.Scores[piece]), [.. path, piece], pieces, found);
            }
        }

        if (!single)
        {
            Segment(word, start + 1, probability * Math.Exp(pieces.UnknownScore()), [.. path, -1], pieces, found);
        }
    }

    private sealed class Recorder : IProgress<SentencePieceTrainingProgress>
    {
        public List<SentencePieceTrainingProgress> Steps { get; } = [];

        public void Report(SentencePieceTrainingProgress value) => Steps.Add(value);
    }
}
