using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.FastText;
using Portolan.Text.Languages;
using Portolan.Text.Tests.FastText;

namespace Portolan.Text.Tests.Languages;

public sealed class LanguageIdentifierTests
{
    private static readonly Lazy<LanguageIdentifier> s_identifier = new(() => LanguageIdentifier.Load(LanguageModels.Locate()));

    [Fact]
    public void Knows_176_languages()
    {
        s_identifier.Value.Languages.Count.ShouldBe(176);
        s_identifier.Value.Languages[0].ShouldBe("en");
    }

    [Fact]
    public void Predicts_what_fastText_predicts_with_either_treatment_of_newlines()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("tests/Portolan.Text.Tests/Languages/Golden/lid.176.jsonl"));
        lines.Length.ShouldBeGreaterThan(50);
        foreach (string line in lines.Skip(1))
        {
            using JsonDocument parsed = JsonDocument.Parse(line);
            string text = parsed.RootElement.GetProperty("text").GetString()!;
            foreach ((string name, Newlines newlines) in (ReadOnlySpan<(string, Newlines)>)[("deleted", Newlines.Deleted), ("spaces", Newlines.AsSpaces)])
            {
                FastTextPrediction[] expected = GoldenPrediction.Labels(parsed.RootElement.GetProperty(name));
                GoldenPrediction.Same(Best(text, newlines, 3), expected, 2e-6, $"{name}: {text}");
            }
        }
    }

    [Fact]
    public void Gives_the_best_language_alone()
    {
        LanguagePrediction best = s_identifier.Value.Predict("Der Wind steht gut, und wir fahren nach Hause."u8, Newlines.AsSpaces);
        best.Language.ShouldBe("de");
        best.Score.ShouldBeInRange(0.9f, 1.0001f);
    }

    [Fact]
    public void Gives_as_many_languages_as_there_is_room_for()
    {
        // Under hierarchical softmax fastText leaves out what is less probable than 1e-5, so not all 176 come back.
        var all = new LanguagePrediction[200];
        int found = s_identifier.Value.Predict("Der Wind steht gut."u8, Newlines.AsSpaces, all);
        found.ShouldBeInRange(10, 176);
        all.Take(found).Select(p => p.Language).Distinct().Count().ShouldBe(found);
        all.Take(found).Select(p => p.Score).ShouldBe(all.Take(found).Select(p => p.Score).OrderDescending());
    }

    [Fact]
    public void A_call_allocates_nothing_once_warm()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 300).Select(i => $"The tide turned {i} times; прилив {i}, 海图很旧。")));
        s_identifier.Value.Predict(text, Newlines.Deleted);
        Allocations.Least(() => s_identifier.Value.Predict(text, Newlines.Deleted)).ShouldBe(0);
    }

    [SharedDataFact]
    public void All_labelled_development_lines_get_fastTexts_label_and_probability()
    {
        using StreamReader golden = OpenGzip(Repository.PathOf("tests/Portolan.Text.Tests/Languages/Golden/langid-dev.txt.gz"));
        using StreamReader lines = OpenGzip(SharedData.PathOf("data/langid/dev.tsv.gz"));
        golden.ReadLine()!.ShouldStartWith("# fastText");
        int count = 0;
        int same = 0;
        while (golden.ReadLine() is { } expected)
        {
            string text = lines.ReadLine()!;
            string[] fields = expected.Split(' ');
            LanguagePrediction best = s_identifier.Value.Predict(
                Encoding.UTF8.GetBytes(text[(text.IndexOf('\t', StringComparison.Ordinal) + 1)..]), Newlines.AsSpaces);
            count++;
            same += best.Language == fields[0] ? 1 : 0;
            if (best.Language == fields[0])
            {
                ((double)best.Score).ShouldBe(double.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture), 1e-5, text);
            }
        }

        lines.ReadLine().ShouldBeNull();
        count.ShouldBe(9380);
        same.ShouldBe(9380);
    }

    [SharedDataFact]
    public void Web_documents_get_the_oracles_three_best_languages()
    {
        using StreamReader documents = OpenGzip(SharedData.PathOf("oracles/corpus/golden.jsonl.gz"));
        int count = 0;
        int agreeing = 0;
        while (documents.ReadLine() is { } line)
        {
            using JsonDocument parsed = JsonDocument.Parse(line);
            string text = parsed.RootElement.GetProperty("text").GetString()!;
            FastTextPrediction[] expected = GoldenPrediction.Labels(parsed.RootElement.GetProperty("lid"));
            FastTextPrediction[] found = Best(text, Newlines.Deleted, 3);
            count++;
            agreeing += Agree(found, expected) ? 1 : 0;
        }

        count.ShouldBe(200);
        agreeing.ShouldBe(count);
    }

    private static bool Agree(FastTextPrediction[] found, FastTextPrediction[] expected) =>
        found.Length == expected.Length && found.Zip(expected).All(p => p.First.Label == p.Second.Label && Math.Abs(p.First.Probability - p.Second.Probability) < 1e-5);

    private static FastTextPrediction[] Best(string text, Newlines newlines, int count)
    {
        var best = new LanguagePrediction[count];
        int found = s_identifier.Value.Predict(Encoding.UTF8.GetBytes(text), newlines, best);
        return [.. best.Take(found).Select(p => new FastTextPrediction(p.Language, p.Score))];
    }

    private static StreamReader OpenGzip(string path) => new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
}
