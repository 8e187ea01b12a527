using System.Text;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Training;

namespace Portolan.Text.Tests.SentencePiece.Training;

public sealed class SentencePieceTrainerTests
{
    private static readonly SentencePieceTrainerOptions Small = new() { VocabularySize = 150, ThreadCount = 1 };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void The_model_does_not_depend_on_the_number_of_threads(int threads)
    {
        // More than one chunk of words, so that the threads have something to divide.
        string[] lines = [.. TrainingSetup.Lines(400, 1), .. Enumerable.Range(0, 3000).Select(number => $"{number * 7919 % 10007:X} lun{number % 997}mer")];
        byte[] one = TrainingSetup.File(TrainingSetup.Train(Small, lines));

        TrainingSetup.File(TrainingSetup.Train(Small with { ThreadCount = threads }, lines)).ShouldBe(one);
    }

    [Fact]
    public void A_model_has_the_size_asked_for_and_every_character()
    {
        string[] lines = [.. TrainingSetup.Lines(300, 2)];

        SentencePieceTrainingResult result = TrainingSetup.Train(Small with { CharacterCoverage = 1 }, lines);

        List<string> pieces = TrainingSetup.Pieces(result);
        pieces.Count.ShouldBe(150);
        pieces.Take(3).ShouldBe(["<unk>", "<s>", "</s>"]);
        pieces.ShouldBeUnique();
        foreach (char character in string.Concat(lines).Distinct())
        {
            pieces.ShouldContain(character == ' ' ? "▁" : character.ToString());
        }

        Enumerable.Range(3, 147).Select(id => result.Model.Score(id)).ShouldBeInOrder(SortDirection.Descending);
        pieces.Skip(3).ShouldAllBe(piece => piece.LastIndexOf('▁') <= 0 && piece.Length <= 16);
        result.LineCount.ShouldBe(300);
        result.CharacterCoverage.ShouldBe(1);
    }

    [Fact]
    public void Coverage_leaves_out_the_rarest_characters_only()
    {
        string[] lines = [.. TrainingSetup.Lines(300, 3), "ξ ψ"];
        Dictionary<char, int> counts = lines.SelectMany(line => "▁" + line.Replace(' ', '▁')).CountBy(character => character).ToDictionary();
        int total = counts.Values.Sum();

        SentencePieceTrainingResult result = TrainingSetup.Train(Small with { CharacterCoverage = 0.99 }, lines);

        List<string> pieces = TrainingSetup.Pieces(result);
        int[] kept = [.. counts.Where(count => pieces.Contains(count.Key.ToString())).Select(count => count.Value)];
        int[] left = [.. counts.Where(count => !pieces.Contains(count.Key.ToString())).Select(count => count.Value)];
        left.ShouldNotBeEmpty();
        left.Max().ShouldBeLessThanOrEqualTo(kept.Min());
        (kept.Sum() / (double)total).ShouldBeInRange(0.99, 1);
        ((kept.Sum() - kept.Min()) / (double)total).ShouldBeLessThan(0.99);
        result.CharacterCoverage.ShouldBe(kept.Sum() / (double)total, 1e-12);
    }

    [Fact]
    public void Required_characters_are_in_whatever_the_coverage()
    {
        List<string> pieces = TrainingSetup.Pieces(TrainingSetup.Train(Small with { RequiredCharacters = "ξ𝄞z" }, TrainingSetup.Lines(300, 3)));

        pieces.ShouldContain("ξ");
        pieces.ShouldContain("𝄞");
        pieces.Count.ShouldBe(150);
    }

    [Fact]
    public void Special_pieces_have_the_numbers_asked_for()
    {
        SentencePieceTrainerOptions options = Small with
        {
            VocabularySize = 500,
            PadId = 0,
            UnknownId = 3,
            BeginId = -1,
            ControlSymbols = ["<mask>"],
            UserDefinedSymbols = ["<br>", "</s>"],
            ByteFallback = true,
        };
        SentencePieceModel model = TrainingSetup.Train(options, [.. TrainingSetup.Lines(300, 4), "no<br>no <br>"]).Model;

        model.Piece(0).SequenceEqual("<pad>"u8).ShouldBeTrue();
        model.Piece(1).SequenceEqual("<mask>"u8).ShouldBeTrue();
        model.Piece(2).SequenceEqual("</s>"u8).ShouldBeTrue();
        model.TypeOf(2).ShouldBe(PieceType.UserDefined);
        model.UnknownId.ShouldBe(3);
        model.Piece(4).SequenceEqual("<br>"u8).ShouldBeTrue();
        model.Piece(5).SequenceEqual("<0x00>"u8).ShouldBeTrue();
        model.Piece(260).SequenceEqual("<0xFF>"u8).ShouldBeTrue();
        model.TypeOf(260).ShouldBe(PieceType.Byte);
        model.BeginId.ShouldBe(-1);
        using var encoder = new SentencePieceEncoder(model);
        int[] ids = encoder.Encode("no<br>Ω"u8).ToArray();
        ids.ShouldContain(4);
        ids[^2..].ShouldBe([5 + 0xCE, 5 + 0xA9]);
    }

    [Fact]
    public void A_user_defined_symbol_teaches_nothing_about_its_letters()
    {
        string[] lines = [.. TrainingSetup.Lines(200, 4), .. Enumerable.Repeat("xxyyxxyy anber", 50)];

        TrainingSetup.Pieces(TrainingSetup.Train(Small with { UserDefinedSymbols = ["xxyyxxyy"] }, lines)).Count(piece => piece.Contains('x')).ShouldBe(1);
        TrainingSetup.Pieces(TrainingSetup.Train(Small, lines)).Count(piece => piece.Contains('x')).ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Scripts_and_numbers_are_split_only_if_asked()
    {
        string[] lines = [.. Enumerable.Repeat("abc123жзи 77αβ カひ漢ー", 40), .. TrainingSetup.Lines(100, 6)];
        List<string> split = TrainingSetup.Pieces(TrainingSetup.Train(Small, lines));
        List<string> numbers = TrainingSetup.Pieces(TrainingSetup.Train(Small with { SplitByNumber = false }, lines));
        List<string> all = TrainingSetup.Pieces(TrainingSetup.Train(Small with { SplitByUnicodeScript = false }, lines));
        List<string> digits = TrainingSetup.Pieces(TrainingSetup.Train(Small with { SplitDigits = true }, lines));

        split.ShouldAllBe(piece => Scripts(piece) <= 1);
        split.ShouldContain(piece => piece.Contains("123"));
        split.ShouldContain("▁カひ漢ー");
        numbers.ShouldContain(piece => piece.Contains("abc123"));
        all.ShouldContain("▁abc123жзи");
        digits.ShouldAllBe(piece => !piece.Any(char.IsAsciiDigit) || piece.Length == 1);
    }

    [Fact]
    public void Without_splitting_at_spaces_pieces_reach_over_them_but_do_not_end_with_one()
    {
        List<string> pieces = TrainingSetup.Pieces(TrainingSetup.Train(
            Small with { SplitByWhitespace = false }, [.. TrainingSetup.Lines(100, 6), .. Enumerable.Repeat("in the end of the", 100)]));

        pieces.ShouldContain(piece => piece.IndexOf('▁', 1) > 0);
        pieces.ShouldAllBe(piece => piece.Length == 1 || !piece.EndsWith('▁'));
    }

    [Fact]
    public void Spaces_can_end_words()
    {
        SentencePieceTrainingResult result = TrainingSetup.Train(Small with { SpaceAsSuffix = true }, TrainingSetup.Lines(200, 6));
        List<string> pieces = TrainingSetup.Pieces(result);

        pieces.ShouldContain(piece => piece.Length > 3 && piece.EndsWith('▁'));
        pieces.ShouldAllBe(piece => !piece.Contains('▁') || piece.IndexOf('▁') == piece.Length - 1);
        using var encoder = new SentencePieceEncoder(result.Model);
        encoder.Encode("her ing"u8);
        Encoding.UTF8.GetString(encoder.Normalized).ShouldBe("her▁ing▁");
    }

    [Fact]
    public void Several_spaces_can_be_one_piece()
    {
        SentencePieceTrainerOptions options = Small with { AllowSpaceOnlyPieces = true, RemoveExtraSpaces = false };

        TrainingSetup.Pieces(TrainingSetup.Train(options, [.. TrainingSetup.Lines(200, 6), .. Enumerable.Repeat("her    ing", 99)]))
            .ShouldContain(piece => piece.Length > 1 && piece.Trim('▁').Length == 0);
    }

    [Theory]
    [InlineData(NormalizationRule.NmtNfkc, "ﬁ\u200B①e\u0301", "▁fi▁1é")]
    [InlineData(NormalizationRule.NfkcCaseFold, "ﬁＡ", "▁fia")]
    [InlineData(NormalizationRule.Identity, "ﬁ  Ａ ", "▁ﬁ▁Ａ")]
    public void The_model_normalises_by_its_rule(NormalizationRule rule, string text, string normalised)
    {
        SentencePieceModel model = TrainingSetup.Train(Small with { Normalization = rule }, TrainingSetup.Lines(200, 6)).Model;
        using var encoder = new SentencePieceEncoder(model);

        encoder.Encode(Encoding.UTF8.GetBytes(text));

        Encoding.UTF8.GetString(encoder.Normalized).ShouldBe(normalised);
    }

    [Fact]
    public void A_sample_takes_the_lines_its_seed_chooses()
    {
        string[] lines = [.. TrainingSetup.Lines(1000, 7)];
        SentencePieceTrainerOptions options = Small with { MaxLines = 300, Seed = 5 };
        SentencePieceTrainingResult sampled = TrainingSetup.Train(options, lines);

        sampled.LineCount.ShouldBe(300);
        TrainingSetup.File(TrainingSetup.Train(options, lines)).ShouldBe(TrainingSetup.File(sampled));
        TrainingSetup.File(TrainingSetup.Train(options with { Seed = 6 }, lines)).ShouldNotBe(TrainingSetup.File(sampled));
        TrainingSetup.Pieces(TrainingSetup.Train(Small with { MaxLines = 2000 }, lines)).ShouldBe(TrainingSetup.Pieces(TrainingSetup.Train(Small, lines)));
    }

    [Fact]
    public void A_sample_is_even()
    {
        int[] chosen = new int[20];
        for (ulong seed = 0; seed < 4000; seed++)
        {
            var sample = new LineSample(5, seed);
            for (byte line = 0; line < chosen.Length; line++)
            {
                sample.Add([line]);
            }

            foreach (byte[] line in sample.Lines)
            {
                chosen[line[0]]++;
            }
        }

        // Each line is chosen with 1/4; the standard deviation of 4,000 draws is 27, and 5 of them make a chance below 1e-5.
        chosen.ShouldAllBe(count => Math.Abs(count - 1000) < 140);
    }

    [Fact]
    public void Files_may_be_compressed_and_lines_of_any_length()
    {
        using var folder = new TemporaryFolder();
        string[] lines = [.. TrainingSetup.Lines(300, 8)];
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', [.. lines.Take(150), new string('x', 200_000), "", .. lines.Skip(150)]));
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        byte[] expected = TrainingSetup.File(TrainingSetup.Train(Small, lines));
        foreach (string path in (string[])[folder.Write("a.txt", text), folder.Write("a.txt.gz", packed.ToArray())])
        {
            using var trainer = new SentencePieceTrainer(Small);
            trainer.AddFile(path);
            trainer.SkippedLineCount.ShouldBe(1);
            trainer.LineCount.ShouldBe(300);
            TrainingSetup.File(trainer.Train()).ShouldBe(expected);
        }

        using var damaged = new SentencePieceTrainer(Small);
        string broken = folder.Write("broken.gz", packed.ToArray()[..^30]);
        Should.Throw<StorageException>(() => damaged.AddFile(broken)).Path.ShouldBe(broken);
    }

    [Fact]
    public void Saved_files_are_a_model_and_its_vocabulary()
    {
        using var folder = new TemporaryFolder();
        SentencePieceTrainingResult result = TrainingSetup.Train(Small, TrainingSetup.Lines(300, 8));

        result.SaveModel(folder.File("x.model"));
        result.SaveVocabulary(folder.File("x.vocab"));

        SentencePieceModel read = SentencePieceModel.Load(folder.File("x.model"));
        string[] vocabulary = File.ReadAllLines(folder.File("x.vocab"));
        vocabulary.Length.ShouldBe(150);
        vocabulary[0].ShouldBe("<unk>\t0");
        for (int id = 0; id < 150; id++)
        {
            string[] columns = vocabulary[id].Split('\t');
            columns[0].ShouldBe(Encoding.UTF8.GetString(read.Piece(id)));
            float.Parse(columns[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(read.Score(id), 1e-4f);
        }
    }

    private static int Scripts(string piece)
    {
        int scripts = 0;
        scripts += piece.Any(char.IsAsciiLetter) ? 1 : 0;
        scripts += piece.Any(c => char.IsAsciiDigit(c) || c == '.') ? 1 : 0;
        scripts += piece.Any(c => c is >= 'а' and <= 'я') ? 1 : 0;
        scripts += piece.Any(c => c is 'α' or 'β') ? 1 : 0;
        return scripts + (piece.Any(c => c >= 'ぁ') ? 1 : 0);
    }
}
