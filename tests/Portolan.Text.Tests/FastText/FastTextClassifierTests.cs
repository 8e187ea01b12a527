using Portolan.Testing;
using System.Text;
using Portolan.Text.FastText;
using Portolan.Text.FastText.Internals;

namespace Portolan.Text.Tests.FastText;

public sealed class FastTextClassifierTests
{
    /// <summary>float32 sums of up to some hundred rows in another order than fastText's, through one exponential.</summary>
    private const double Tolerance = 2e-6;

    private static readonly string[] s_models =
    [
        "softmax.bin", "softmax-bigrams.bin", "hs-subwords.bin", "ova-subwords.bin", "ns-trigrams.bin",
        "quantised.ftz", "quantised-norm.ftz", "pruned-norm.ftz", "quantised-output.ftz",
    ];

    public static TheoryData<string> Models => [.. s_models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Predicts_what_fastText_predicts(string name)
    {
        var classifier = FastTextClassifier.Load(GoldenPrediction.ModelPath(name));
        GoldenPrediction[] cases = [.. GoldenPrediction.Read("predictions.jsonl").Where(c => c.Model == name)];
        cases.Length.ShouldBeGreaterThan(20);
        foreach (GoldenPrediction golden in cases)
        {
            // A case that lists fewer labels than were asked for has shown them all.
            var best = new FastTextPrediction[Math.Max(3, golden.Best.Length)];
            int found = classifier.Predict(golden.Text, Newlines.AsSpaces, best);
            GoldenPrediction.Same(best.AsSpan(0, found), golden.Best, Tolerance, $"{name}: {Encoding.UTF8.GetString(golden.Text)}");
        }
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_hashed_as_fastText_hashes_them()
    {
        foreach (GoldenPrediction golden in GoldenPrediction.Read("bytes.jsonl"))
        {
            var classifier = FastTextClassifier.Load(GoldenPrediction.ModelPath(golden.Model));
            var best = new FastTextPrediction[3];
            int found = classifier.Predict(golden.Text, Newlines.AsSpaces, best);

            // The command prints six significant digits.
            GoldenPrediction.Same(best.AsSpan(0, found), golden.Best, 5e-6, $"{golden.Model}: {Convert.ToHexString(golden.Text)}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Agrees_with_its_scalar_twin_on_random_texts(string name)
    {
        var classifier = FastTextClassifier.Load(GoldenPrediction.ModelPath(name));
        var random = new Random(20);
        for (int round = 0; round < 300; round++)
        {
            byte[] text = RandomText(random);
            Newlines newlines = round % 2 == 0 ? Newlines.AsSpaces : Newlines.Deleted;
            var best = new FastTextPrediction[4];
            int found = classifier.Predict(text, newlines, best);
            FastTextPrediction[] expected = ScalarPredictor.Predict(classifier.Model, classifier.Output, text, newlines, 4);
            found.ShouldBe(expected.Length);
            for (int i = 0; i < found; i++)
            {
                // Labels may trade places where two probabilities are as close as the sums are exact; the sigmoid table has steps of up to 0.008.
                double tolerance = classifier.Model.Loss is FastTextLoss.OneVersusAll or FastTextLoss.NegativeSampling ? 0.008 : 1e-5;
                ((double)best[i].Probability).ShouldBe(expected[i].Probability, tolerance, $"round {round}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void A_word_counts_the_same_at_every_length_and_place(int length)
    {
        var classifier = FastTextClassifier.Load(GoldenPrediction.ModelPath("hs-subwords.bin"));
        string word = new('q', length);
        foreach (string text in (ReadOnlySpan<string>)[word, " " + word, word + " ", word + "\nsea", "sea\n" + word, "море " + word + "\u00e9 moon", word + " " + word])
        {
            foreach (Newlines newlines in (ReadOnlySpan<Newlines>)[Newlines.AsSpaces, Newlines.Deleted])
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                var best = new FastTextPrediction[3];
                int found = classifier.Predict(bytes, newlines, best);
                FastTextPrediction[] expected = ScalarPredictor.Predict(classifier.Model, classifier.Output, bytes, newlines, 3);
                GoldenPrediction.Same(best.AsSpan(0, found), expected, 1e-5, text);
            }
        }
    }

    [Fact]
    public void A_result_does_not_depend_on_what_was_asked_before_or_on_the_thread()
    {
        string path = GoldenPrediction.ModelPath("pruned-norm.ftz");
        var random = new Random(5);
        byte[][] texts = [.. Enumerable.Range(0, 400).Select(_ => RandomText(random))];
        FastTextPrediction[] fresh = [.. texts.Select(text => Best(FastTextClassifier.Load(path), text)).Take(40)];
        var warm = FastTextClassifier.Load(path);
        FastTextPrediction[] first = [.. texts.Select(text => Best(warm, text))];
        FastTextPrediction[] backwards = [.. texts.Reverse().Select(text => Best(warm, text)).Reverse()];
        var parallel = new FastTextPrediction[texts.Length];
        Parallel.For(0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => parallel[i] = Best(warm, texts[i]));

        first.Take(40).ShouldBe(fresh);
        backwards.ShouldBe(first);
        parallel.ShouldBe(first);
    }

    [Fact]
    public void A_threshold_leaves_out_less_probable_labels()
    {
        foreach (string name in s_models)
        {
            var classifier = FastTextClassifier.Load(GoldenPrediction.ModelPath(name));
            var all = new FastTextPrediction[6];
            int found = classifier.Predict("the wave and the harbour of my island"u8, Newlines.AsSpaces, all);
            float second = all[1].Probability;
            var some = new FastTextPrediction[6];
            int above = classifier.Predict("the wave and the harbour of my island"u8, Newlines.AsSpaces, some, second + 1e-4f);
            above.ShouldBe(all.Take(found).Count(p => p.Probability > second + 1e-4f), name);
            above.ShouldBeLessThan(found);
        }
    }

    [Fact]
    public void No_room_asks_for_nothing()
    {
        var classifier = FastTextClassifier.Load(GoldenPrediction.ModelPath("softmax.bin"));
        classifier.Predict("wave"u8, Newlines.AsSpaces, []).ShouldBe(0);
    }

    [Fact]
    public void A_call_allocates_nothing_once_warm()
    {
        foreach (string name in s_models)
        {
            var classifier = FastTextClassifier.Load(GoldenPrediction.ModelPath(name));
            byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 500).Select(i => $"wave moon {i} unknown{i} {new string('w', i % 90)}")));
            var best = new FastTextPrediction[3];
            classifier.Predict(text, Newlines.Deleted, best);
            Allocations.Least(() => classifier.Predict(text, Newlines.Deleted, best)).ShouldBe(0, name);
        }
    }

    [Fact]
    public void A_model_of_word_vectors_cannot_classify()
    {
        FastTextModel model = FastTextModel.Load(GoldenPrediction.ModelPath("word-vectors.bin"));
        model.IsSupervised.ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new FastTextClassifier(model)).Message.ShouldContain("supervised");
    }

    private static FastTextPrediction Best(FastTextClassifier classifier, byte[] text)
    {
        FastTextPrediction best = default;
        classifier.Predict(text, Newlines.AsSpaces, new Span<FastTextPrediction>(ref best));
        return best;
    }

    private static byte[] RandomText(Random random)
    {
        string[] pieces =
        [
            "wave", "moon", "flour", "море", "été", "the", "of", "unknown", "漢字", "การ", " ", " ", "  ", "\n", "\n", "\t", "\r", "\v", "\f", "\0",
            "a", "é", "<", ">", "</s", "__label__sea", "__label__", "w17a", new string('k', 29), new string('m', 40),
        ];
        var text = new List<byte>();
        int count = random.Next(60);
        for (int i = 0; i < count; i++)
        {
            if (random.Next(40) == 0)
            {
                text.Add((byte)random.Next(256));
            }

            text.AddRange(Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
            if (random.Next(3) > 0)
            {
                text.Add((byte)' ');
            }
        }

        return [.. text];
    }
}
