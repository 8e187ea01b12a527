using System.Text;
using System.Text.Json;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.Perplexity;

namespace Portolan.Text.Tests.Perplexity;

public sealed class PerplexityScorerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataTheory]
    [InlineData("probing")]
    [InlineData("trie")]
    public void Perplexities_of_real_documents_are_those_of_python(string form)
    {
        using PerplexityModel model = PerplexityModel.Load(PerplexityGolden.Unpack(folder, form));
        using PerplexityScorer scorer = model.CreateScorer();
        List<string> documents = PerplexityGolden.Documents();
        JsonElement golden = PerplexityGolden.Read().GetProperty("documents");
        documents.Count.ShouldBe(golden.GetArrayLength());
        documents.Count.ShouldBe(200);
        for (int i = 0; i < documents.Count; i++)
        {
            byte[] text = Encoding.UTF8.GetBytes(documents[i]);
            ShouldBe(scorer.ScoreDocument(text), golden[i].GetProperty("document"), i);
            ShouldBe(scorer.ScoreParagraphs(text), golden[i].GetProperty("paragraphs"), i);
        }

        static void ShouldBe(PerplexityScore score, JsonElement expected, int document)
        {
            score.Length.ShouldBe(expected.GetProperty("length").GetInt64(), $"document {document}");
            score.Log10.ShouldBe(expected.GetProperty("log10").GetDouble(), $"document {document}");
            score.Rounded.ShouldBe(expected.GetProperty("perplexity").GetDouble(), $"document {document}");
        }
    }

    [SharedDataFact]
    public void Paragraphs_are_what_single_lines_give()
    {
        using PerplexityModel model = PerplexityModel.Load(PerplexityGolden.Unpack(folder));
        using PerplexityScorer scorer = model.CreateScorer(), other = model.CreateScorer();
        foreach (string document in PerplexityGolden.Documents().Take(40).Append("a\n\n \nb\n"))
        {
            string[] lines = document.Split('\n');
            List<PerplexityScore> paragraphs = [];
            PerplexityScore sum = scorer.ScoreParagraphs(Encoding.UTF8.GetBytes(document), paragraphs);
            paragraphs.ShouldBe(lines.Select(line => other.ScoreDocument(Encoding.UTF8.GetBytes(line))));
            sum.Length.ShouldBe(paragraphs.Sum(p => p.Length));
            sum.Log10.ShouldBe(paragraphs.Sum(p => p.Log10), 1e-9);
        }
    }

    [SharedDataFact]
    public void Line_breaks_vanish_in_a_document_and_part_sentences_in_paragraphs()
    {
        using PerplexityModel model = PerplexityModel.Load(PerplexityGolden.Unpack(folder));
        using PerplexityScorer scorer = model.CreateScorer();
        scorer.ScoreDocument("one line\nsecond line"u8).ShouldBe(scorer.ScoreDocument("one linesecond line"u8));
        scorer.ScoreParagraphs("one line\nsecond line"u8).ShouldNotBe(scorer.ScoreParagraphs("one linesecond line"u8));
        scorer.ScoreParagraphs("one line"u8).ShouldBe(scorer.ScoreDocument("one line"u8));
    }

    [SharedDataTheory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("\u0001\u009F")]
    [InlineData("\u200B")]
    [InlineData("\u0301")]
    public void A_text_that_leaves_no_piece_has_no_perplexity(string text)
    {
        using PerplexityModel model = PerplexityModel.Load(PerplexityGolden.Unpack(folder));
        using PerplexityScorer scorer = model.CreateScorer();
        foreach (PerplexityScore score in new[] { scorer.ScoreDocument(Encoding.UTF8.GetBytes(text)), scorer.ScoreParagraphs(Encoding.UTF8.GetBytes(text)) })
        {
            score.ShouldBe(default);
            score.HasValue.ShouldBeFalse();
            score.Value.ShouldBe(double.NaN);
        }
    }

    [SharedDataFact]
    public void Scorers_of_one_model_work_side_by_side()
    {
        using PerplexityModel model = PerplexityModel.Load(PerplexityGolden.Unpack(folder));
        byte[][] texts = [.. PerplexityGolden.Documents().Select(Encoding.UTF8.GetBytes)];
        double[] alone = new double[texts.Length], together = new double[texts.Length];
        using PerplexityScorer scorer = model.CreateScorer();
        for (int i = 0; i < texts.Length; i++)
        {
            alone[i] = scorer.ScoreDocument(texts[i]).Rounded;
        }

        Parallel.For(0, 8, () => model.CreateScorer(), (part, _, own) =>
        {
            for (int i = part; i < texts.Length; i += 8)
            {
                together[i] = own.ScoreDocument(texts[i]).Rounded;
            }

            return own;
        }, own => own.Dispose());
        together.ShouldBe(alone);
    }

    [SharedDataFact]
    public void A_warm_scorer_allocates_nothing()
    {
        using PerplexityModel model = PerplexityModel.Load(PerplexityGolden.Unpack(folder));
        using PerplexityScorer scorer = model.CreateScorer();
        byte[][] texts = [.. PerplexityGolden.Documents().Take(20).Select(Encoding.UTF8.GetBytes)];
        Allocations.Least(() =>
        {
            foreach (byte[] text in texts)
            {
                scorer.ScoreDocument(text);
                scorer.ScoreParagraphs(text);
            }
        }).ShouldBe(0);
    }

    [SharedDataFact]
    public void Models_that_do_not_belong_together_are_refused()
    {
        LanguageModelFiles files = PerplexityGolden.Unpack(folder);
        string foreign = folder.File("xx.sp.model");
        File.WriteAllBytes(foreign, Foreign());

        StorageException error = Should.Throw<StorageException>(() => PerplexityModel.Load(files with { TokenizerPath = foreign }));

        error.Message.ShouldContain("knows none of the 3 pieces");
        error.Path.ShouldBe(files.ModelPath);
    }

    [Theory]
    [InlineData(0, 0, double.NaN)]
    [InlineData(-2, 1, 100)]
    [InlineData(-2, 2, 10)]
    [InlineData(0, 5, 1)]
    [InlineData(-400, 1, double.PositiveInfinity)]
    public void Perplexity_is_ten_to_the_mean_surprise(double log10, long length, double expected)
    {
        var score = new PerplexityScore(log10, length);
        score.Value.ShouldBe(expected);
        score.Rounded.ShouldBe(expected);
        score.HasValue.ShouldBe(length > 0);
    }

    // A tokeniser of three pieces that no text has, in the format's own terms: repeated field 1 is a piece (1: text, 2: score, 3: type).
    private static byte[] Foreign()
    {
        List<byte> file = [];
        foreach ((string text, byte type) in new[] { ("<qq>", (byte)2), ("qqzzx", (byte)1), ("xzzqq", (byte)1) })
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            byte[] piece = [0x0A, (byte)utf8.Length, .. utf8, 0x15, 0, 0, 0x80, 0xBF, 0x18, type];
            file.AddRange([0x0A, (byte)piece.Length, .. piece]);
        }

        return [.. file];
    }
}
