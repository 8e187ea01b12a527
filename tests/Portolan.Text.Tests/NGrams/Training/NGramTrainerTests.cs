using System.IO.Compression;
using System.Text;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.NGrams.Training;

namespace Portolan.Text.Tests.NGrams.Training;

public sealed class NGramTrainerTests : IDisposable
{
    private static readonly NGramTrainerOptions Small = new() { Order = 2, DiscountFallback = Discounts.Fallback, Threads = 1 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a\tb\rc\0d e\n", "a b c d e\n")]
    [InlineData("  a   b  \r\n", "a b\n")]
    [InlineData("a b", "a b\n")]
    [InlineData("\n\na\n", "\n\na\n")]
    public void Words_stand_between_white_space(string text, string plain) =>
        TrainFile(text).ShouldBe(TrainFile(plain));

    [Fact]
    public void Other_control_characters_and_spaces_of_Unicode_belong_to_words()
    {
        ArpaText model = Parse(TrainFile("a\vb c\u00a0d e\u2003f\n"));
        model.Sections[0].Count.ShouldBe(6);
        model.Sections[0].ShouldContain(entry => entry.NGram == "a\vb");
    }

    [Fact]
    public void Invalid_UTF8_is_a_word_like_others()
    {
        byte[] text = [0xff, 0xfe, (byte)' ', 0xc3, (byte)'\n', 0xff, 0xfe, (byte)'\n'];
        ArpaText model = new(TrainingText.Train(text, Small));
        model.Sections[0].Select(entry => entry.NGram).ShouldBe(["<unk>", "<s>", "</s>", "\u00ff\u00fe", "\u00c3"]);
    }

    [Fact]
    public void An_empty_line_is_a_sentence_without_words()
    {
        ArpaText model = Parse(TrainFile("a\n\n"));
        model.Sections[1].Select(entry => entry.NGram).ShouldBe(["<s> </s>", "a </s>", "<s> a"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(" \t \n\r\n")]
    public void No_words_are_an_error_and_leave_no_file(string text)
    {
        StorageException error = Should.Throw<StorageException>(() => TrainFile(text));
        error.Message.ShouldContain("no words");
        error.Hint.ShouldNotBeNull();
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder.File("text")]);
    }

    [Fact]
    public void One_word_makes_a_model_with_discounts_that_fall_back()
    {
        // By hand: unigrams a, </s> were seen after one word each: (1 - 0.5) / 2, and half of the mass goes to 3 words alike.
        ArpaText model = Parse(TrainFile("a\n"));
        model.Sections[0].Select(entry => entry.NGram).ShouldBe(["<unk>", "<s>", "</s>", "a"]);
        model.Sections[1].Select(entry => entry.NGram).ShouldBe(["a </s>", "<s> a"]);
        double[] log10 = [.. model.Sections.SelectMany(section => section).Select(entry => entry.Log10)];
        double[] expected = [0.5 / 3, 1, 0.5 / 2 + 0.5 / 3, 0.5 / 2 + 0.5 / 3, 0.5 + 0.5 * (0.5 / 2 + 0.5 / 3), 0.5 + 0.5 * (0.5 / 2 + 0.5 / 3)];
        for (int i = 0; i < log10.Length; i++)
        {
            log10[i].ShouldBe(Math.Log10(expected[i]), 1e-6);
        }

        model.Sections[0].Select(entry => Math.Round(Math.Pow(10, entry.BackOff), 5)).ShouldBe([1, 0.5, 1, 0.5]);
    }

    [Fact]
    public void A_small_text_without_fallback_is_an_error_that_says_what_to_do()
    {
        StorageException error = Should.Throw<StorageException>(() => TrainingText.Train("a b a\n", Small with { DiscountFallback = null }));
        error.Message.ShouldContain("1-grams");
        error.Hint!.ShouldContain("--discount-fallback");
    }

    [Theory]
    [InlineData("<s>")]
    [InlineData("</s>")]
    [InlineData("<unk>")]
    public void A_reserved_word_is_an_error_that_names_the_line_unless_it_is_skipped(string word)
    {
        StorageException error = Should.Throw<StorageException>(() => TrainFile($"a b\nc {word} d\n"));
        error.Message.ShouldContain($"text, line 2: the text has the word {word}");
        error.Hint!.ShouldContain("--skip-reserved");
        string skipped = Encoding.UTF8.GetString(TrainingText.Train($"a b\nc {word} d\n", Small with { SkipReservedWords = true }));
        skipped.ShouldBe(TrainFile("a b\nc d\n"));
    }

    [Fact]
    public void A_line_of_100_MB_is_a_line()
    {
        string path = folder.File("long");
        using (FileStream stream = File.Create(path))
        {
            byte[] spaces = new byte[1 << 20];
            Array.Fill(spaces, (byte)' ');
            stream.Write("a"u8);
            for (int i = 0; i < 100; i++)
            {
                stream.Write(spaces);
            }

            stream.Write("b\nc\n"u8);
        }

        TrainPath(path).ShouldBe(TrainFile("a b\nc\n"));
    }

    [Fact]
    public void A_word_of_a_megabyte_is_a_word()
    {
        string word = new('x', 1 << 20);
        ArpaText model = Parse(TrainFile($"a {word}\n{word}b {word}\n"));
        model.Sections[0].Select(entry => entry.NGram.Length).ShouldBe([5, 3, 4, 1, 1 << 20, (1 << 20) + 1]);
    }

    [Fact]
    public void A_damaged_file_is_an_error_that_names_it()
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Encoding.UTF8.GetBytes(TrainingText.Lines(TrainingText.Random(1, 2000, 500, 20))));
        }

        string path = folder.Write("cut.gz", bytes.ToArray()[..(int)(bytes.Length / 2)]);
        StorageException error = Should.Throw<StorageException>(() => TrainPath(path));
        error.Path.ShouldBe(path);
        error.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void A_count_of_more_than_a_record_holds_is_exact()
    {
        // 65,535 fit; the unigram discounts' totals show in the numbers of the reference.
        string[][] sentences = [.. Enumerable.Repeat<string[]>(["a", "b"], 70_000), ["a", "c"], ["d"]];
        ShouldAgree(sentences, 3, [0, 0, 0], Small.MemoryBytes);
        ShouldAgree(sentences, 2, [0, 1], 1_000_000);
    }

    [Fact]
    public void Agrees_with_the_reference_for_every_order_and_pruning()
    {
        long[][] thresholds = [[0, 0, 0, 0, 0, 0], [0, 0, 1, 1, 1, 1], [1, 1, 1, 2, 2, 2], [3, 3, 3, 3, 3, 3], [0, 1, 2, 3, 4, 5]];
        for (int order = 1; order <= 6; order++)
        {
            for (int i = 0; i < thresholds.Length; i++)
            {
                string[][] sentences = TrainingText.Random(seed: (10 * order) + i, sentences: 150, words: 30 * (i + 1), maxLength: 12);
                ShouldAgree(sentences, order, thresholds[i][..order], i % 2 == 0 ? 1_000_000 : 100_000_000);
            }
        }
    }

    [Fact]
    public void Probabilities_of_each_context_add_up_to_one()
    {
        string[][] sentences = TrainingText.Random(seed: 5, sentences: 300, words: 30, maxLength: 10);
        foreach (long[] thresholds in (long[][])[[], [0, 0, 1], [1, 2, 2]])
        {
            ArpaText model = Parse(TrainingText.Train(TrainingText.Lines(sentences), Small with { Order = 3, PruneThresholds = thresholds }));
            Dictionary<string, (double Log10, double BackOff)> entries = model.Sections.SelectMany(section => section).ToDictionary(e => e.NGram, e => (e.Log10, e.BackOff));
            string[] words = [.. model.Sections[0].Select(entry => entry.NGram).Where(word => word != "<s>")];
            foreach (string context in (string[])["", "<s>", "w1", "w2 w1", "<s> w3", "w1 w29", "no such"])
            {
                // Single precision: each of some 30 numbers is right to 1e-7.
                words.Sum(word => Math.Pow(10, Score(entries, context, word))).ShouldBe(1, 1e-5);
            }
        }
    }

    [Fact]
    public void A_cancelled_training_leaves_nothing_behind()
    {
        using var cancellation = new CancellationTokenSource();
        var options = Small with { MemoryBytes = 1_000_000, TemporaryDirectory = folder.Path, Order = 5 };
        using (var trainer = new NGramTrainer(options, cancellation.Token))
        {
            trainer.AddFile(folder.Write("text", TrainingText.Lines(TrainingText.Random(1, 20_000, 5000, 20))));
            cancellation.Cancel();
            Should.Throw<OperationCanceledException>(() => trainer.Write(folder.File("model.arpa")));
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder.File("text")]);
    }

    [Theory]
    [InlineData("model.arpa")]
    [InlineData("model.plm")]
    public void A_training_that_is_cancelled_while_it_writes_leaves_nothing_behind(string name)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Reports(step =>
        {
            if (step is NGramTrainingProgress.OrderEstimated { Order: 3 })
            {
                cancellation.Cancel();
            }
        });
        using (var trainer = new NGramTrainer(Small with { Order = 3, Progress = progress }, cancellation.Token))
        {
            trainer.AddLine("a b c"u8);
            Should.Throw<OperationCanceledException>(() => trainer.Write(folder.File(name)));
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("model.arpa")]
    [InlineData("model.arpa.gz")]
    [InlineData("model.plm")]
    public void A_place_that_cannot_be_written_is_found_before_the_work(string name)
    {
        List<NGramTrainingProgress> steps = [];
        string file = folder.Write("file", "");
        using var trainer = new NGramTrainer(Small with { Progress = new Reports(steps.Add) });
        trainer.AddLine("a b c"u8);
        Should.Throw<IOException>(() => trainer.Write(Path.Combine(file, name)));
        steps.ShouldBeEmpty();
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramTrainer(Small with { Order = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramTrainer(Small with { Order = 7 }));
        Should.Throw<ArgumentException>(() => new NGramTrainer(Small with { PruneThresholds = [1, 0] }));
        Should.Throw<ArgumentException>(() => new NGramTrainer(Small with { PruneThresholds = [-1] }));
        Should.Throw<ArgumentException>(() => new NGramTrainer(Small with { PruneThresholds = [0, 0, 0] }));
        Should.Throw<ArgumentException>(() => new NGramTrainer(Small).Write(folder.File("model.bin")));
    }

    [Fact]
    public void Any_bytes_make_a_model_or_a_clear_error()
    {
        var random = new Random(7);
        byte[] alphabet = [0, 9, 10, 13, 32, (byte)'a', (byte)'b', (byte)'<', (byte)'s', (byte)'>', (byte)'/', 0xff, 0xc3];
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = new byte[random.Next(400)];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = round % 2 == 0 ? alphabet[random.Next(alphabet.Length)] : (byte)random.Next(256);
            }

            NGramTrainer.Fuzz(bytes);
        }
    }

    private static double Score(Dictionary<string, (double Log10, double BackOff)> entries, string context, string word)
    {
        string ngram = context.Length == 0 ? word : context + " " + word;
        if (entries.TryGetValue(ngram, out (double Log10, double BackOff) entry))
        {
            return entry.Log10;
        }

        double backOff = entries.TryGetValue(context, out (double Log10, double BackOff) shorter) ? shorter.BackOff : 0;
        int space = context.IndexOf(' ', StringComparison.Ordinal);
        return backOff + Score(entries, space < 0 ? "" : context[(space + 1)..], word);
    }

    private static void ShouldAgree(string[][] sentences, int order, long[] thresholds, long memory)
    {
        var reference = new ReferenceModel(sentences, order, thresholds);
        var model = new ArpaText(TrainingText.Train(
            TrainingText.Lines(sentences),
            Small with { Order = order, PruneThresholds = thresholds, MemoryBytes = memory, Threads = 2 }));
        for (int n = 1; n <= order; n++)
        {
            reference.Kept[n - 1].SetEquals(model.Sections[n - 1].Select(entry => entry.NGram)).ShouldBeTrue($"order {n} of {order}");
            model.Sections[n - 1].Count.ShouldBe(reference.Kept[n - 1].Count);
            foreach ((string ngram, double log10, double backOff) in model.Sections[n - 1])
            {
                // log10 of single-precision sums: relative errors of some 1e-7, and contexts with a mass near 0 lose more.
                double expected = Math.Log10(reference.Probability(ngram));
                double expectedBackOff = n < order ? Math.Log10(reference.Backoffs[n - 1].GetValueOrDefault(ngram, 1)) : 0;
                if (!(Math.Abs(log10 - expected) < 1e-5 && Math.Abs(backOff - expectedBackOff) < 1e-5))
                {
                    Assert.Fail($"order {n} of {order}, {ngram}: {log10} {backOff}, expected {expected} {expectedBackOff}");
                }
            }
        }
    }

    private sealed class Reports(Action<NGramTrainingProgress> report) : IProgress<NGramTrainingProgress>
    {
        public void Report(NGramTrainingProgress value) => report(value);
    }

    private static ArpaText Parse(string text) => new(Encoding.UTF8.GetBytes(text));

    private static ArpaText Parse(byte[] text) => new(text);

    private string TrainFile(string text) => TrainPath(folder.Write("text", text));

    private string TrainPath(string text)
    {
        string path = folder.File("model.arpa");
        using var trainer = new NGramTrainer(Small);
        trainer.AddFile(text);
        trainer.Write(path);
        string model = File.ReadAllText(path);
        File.Delete(path);
        return model;
    }
}
