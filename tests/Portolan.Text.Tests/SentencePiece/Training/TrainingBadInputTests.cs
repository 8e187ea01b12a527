using System.Text;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Training;

namespace Portolan.Text.Tests.SentencePiece.Training;

public sealed class TrainingBadInputTests
{
    private static readonly SentencePieceTrainerOptions Small = new() { VocabularySize = 60, ThreadCount = 1 };

    [Fact]
    public void No_words_are_an_error_that_says_what_was_read()
    {
        StorageException nothing = Should.Throw<StorageException>(() => TrainingSetup.Train(Small));
        nothing.Message.ShouldBe("there are no words to train on: 0 lines of text");
        Should.Throw<StorageException>(() => TrainingSetup.Train(Small, "", "   ", "\u200B")).Message.ShouldBe("there are no words to train on: 2 lines of text");
        StorageException skipped = Should.Throw<StorageException>(() => TrainingSetup.Train(Small, new string('x', 5000)));
        skipped.Message.ShouldContain("1 lines of more than 4192 bytes");
        skipped.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void A_vocabulary_that_is_too_large_is_an_error_that_says_the_most_possible()
    {
        string[] lines = [.. TrainingSetup.Lines(50, 1)];
        StorageException error = Should.Throw<StorageException>(() => TrainingSetup.Train(Small with { VocabularySize = 100_000 }, lines));

        int most = TrainingSetup.Train(Small with { VocabularySize = 100_000, HardVocabularyLimit = false }, lines).Model.VocabularySize;
        error.Message.ShouldBe($"a vocabulary of 100000 pieces is too large for this text: {most} is the most that it gives");
        error.Hint.ShouldBe($"ask for at most {most} pieces, give more text, or lift the hard limit");
    }

    [Fact]
    public void A_vocabulary_that_is_too_small_for_the_characters_is_an_error_that_says_the_least_possible()
    {
        string[] lines = ["abcdefghijklmnopqrstuvwxyz"];
        StorageException error = Should.Throw<StorageException>(() => TrainingSetup.Train(Small with { VocabularySize = 29 }, lines));

        error.Message.ShouldBe("a vocabulary of 29 pieces is too small: 27 characters and 3 special pieces need 30");
        TrainingSetup.Train(Small with { VocabularySize = 30 }, lines).Model.VocabularySize.ShouldBe(30);
    }

    [Fact]
    public void One_word_makes_a_model()
    {
        SentencePieceTrainingResult result = TrainingSetup.Train(Small with { HardVocabularyLimit = false }, "word");

        TrainingSetup.Pieces(result).ShouldBe(["<unk>", "<s>", "</s>", "▁", "d", "o", "r", "w"], ignoreOrder: true);
        TrainingSetup.Pieces(TrainingSetup.Train(Small with { HardVocabularyLimit = false }, Enumerable.Repeat("word", 9))).ShouldContain("▁word");
    }

    [Fact]
    public void Invalid_utf8_becomes_replacement_characters()
    {
        using var trainer = new SentencePieceTrainer(Small with { HardVocabularyLimit = false, Normalization = NormalizationRule.Identity, CharacterCoverage = 1 });
        for (int i = 0; i < 9; i++)
        {
            trainer.AddLine([(byte)'a', 0xFF, 0xC3, (byte)'b', 0xF0, 0x9F]);
        }

        TrainingSetup.Pieces(trainer.Train()).ShouldContain("�");
    }

    [Fact]
    public void Random_bytes_make_a_model_or_a_described_error()
    {
        var random = new Random(31);
        for (int round = 0; round < 40; round++)
        {
            byte[] bytes = new byte[random.Next(0, 3000)];
            random.NextBytes(bytes);
            var options = new SentencePieceTrainerOptions
            {
                VocabularySize = random.Next(4, 400),
                Normalization = (NormalizationRule)random.Next(5),
                SplitByWhitespace = random.Next(2) == 0,
                SpaceAsSuffix = random.Next(2) == 0,
                RemoveExtraSpaces = random.Next(2) == 0,
                AllowSpaceOnlyPieces = random.Next(2) == 0,
                AddDummyPrefix = random.Next(2) == 0,
                ByteFallback = random.Next(4) == 0,
                HardVocabularyLimit = random.Next(2) == 0,
                ThreadCount = 1,
            };
            if (options.ByteFallback)
            {
                options = options with { VocabularySize = options.VocabularySize + 259 };
            }

            using var trainer = new SentencePieceTrainer(options);
            trainer.AddStream(new MemoryStream(bytes), "bytes");
            try
            {
                SentencePieceModel model = trainer.Train().Model;
                model.VocabularySize.ShouldBeLessThanOrEqualTo(options.VocabularySize);
                SentencePieceModel.Parse(model.Description.Serialise(), "again").VocabularySize.ShouldBe(model.VocabularySize);
            }
            catch (StorageException error)
            {
                error.Hint.ShouldNotBeNull();
            }
        }
    }

    [Fact]
    public void A_line_of_100_megabytes_is_left_out_without_being_held()
    {
        using var trainer = new SentencePieceTrainer(Small with { HardVocabularyLimit = false });
        using var stream = new LongLine(100_000_000, "\nword word\n");
        long before = GC.GetAllocatedBytesForCurrentThread();

        trainer.AddStream(stream, "long");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000_000);
        trainer.SkippedLineCount.ShouldBe(1);
        trainer.LineCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("<s>", "<s>")]
    [InlineData("", "x")]
    [InlineData("<unk>", "x")]
    public void Symbols_that_are_empty_or_taken_are_refused(string one, string other) =>
        Should.Throw<ArgumentException>(() => new SentencePieceTrainer(Small with { UserDefinedSymbols = [one, other] }));

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        SentencePieceTrainerOptions[] wrong =
        [
            Small with { VocabularySize = 0 }, Small with { CharacterCoverage = 0.9 }, Small with { CharacterCoverage = double.NaN },
            Small with { ShrinkingFactor = 1 }, Small with { SubIterations = 0 }, Small with { MaxPieceLength = 0 }, Small with { MaxLines = -1 },
            Small with { ThreadCount = 0 }, Small with { UnknownId = -1 }, Small with { UnknownId = 60 }, Small with { BeginId = 0 },
            Small with { SeedVocabularySize = 0 }, Small with { MaxLineBytes = 0 }, Small with { MaxLineBytes = int.MaxValue },
            Small with { Normalization = (NormalizationRule)5 }, Small with { Normalization = (NormalizationRule)(-1) },
        ];
        foreach (SentencePieceTrainerOptions options in wrong)
        {
            Should.Throw<ArgumentException>(() => new SentencePieceTrainer(options));
        }
    }

    [Fact]
    public void A_trainer_trains_once()
    {
        using var trainer = new SentencePieceTrainer(Small with { HardVocabularyLimit = false });
        trainer.AddLine("word"u8);
        trainer.Train();

        Should.Throw<InvalidOperationException>(() => trainer.Train());
        Should.Throw<InvalidOperationException>(() => trainer.AddLine("word"u8));
    }

    [Fact]
    public void Training_can_be_cancelled()
    {
        using var trainer = new SentencePieceTrainer(Small);
        foreach (string line in TrainingSetup.Lines(100, 1))
        {
            trainer.AddLine(Encoding.UTF8.GetBytes(line));
        }

        Should.Throw<OperationCanceledException>(() => trainer.Train(null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_failed_save_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        SentencePieceTrainingResult result = TrainingSetup.Train(Small with { HardVocabularyLimit = false }, "word");
        folder.Write("file", "");

        Should.Throw<IOException>(() => result.SaveModel(Path.Combine(folder.File("file"), "x.model")));

        Directory.GetFileSystemEntries(folder.Path).Length.ShouldBe(1);
    }

    /// <summary>A line of that many x, then a text, made as it is read.</summary>
    private sealed class LongLine(long length, string rest) : Stream
    {
        private long left = length;
        private ReadOnlyMemory<byte> after = Encoding.UTF8.GetBytes(rest);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(left, buffer.Length);
            if (count > 0)
            {
                buffer[..count].Fill((byte)'x');
                left -= count;
                return count;
            }

            count = Math.Min(after.Length, buffer.Length);
            after.Span[..count].CopyTo(buffer);
            after = after[count..];
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
