using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

public sealed class ArpaParserTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("\\data\\", "\\dat\\", "begins with '\\dat\\'", 1)]
    [InlineData("ngram 2=8", "ngram 2=9", "8 n-grams of length 2", 24)]
    [InlineData("ngram 2=8", "ngram 2=7", "after 7 n-grams of length 2", 23)]
    [InlineData("ngram 2=8", "ngram 3=8", "the count of length 3", 3)]
    [InlineData("ngram 2=8", "ngram 2=x", "'ngram 2=x'", 3)]
    [InlineData("ngram 2=8", "ngram 2=99999999999", "99999999999 n-grams of length 2", 3)]
    [InlineData("\\2-grams:", "\\3-grams:", "'\\3-grams:'", 15)]
    [InlineData("-0.5\ta b", "NaN\ta b", "'NaN' for the probability", 18)]
    [InlineData("-0.5\ta b", "-inf\ta b", "'-inf' for the probability", 18)]
    [InlineData("-0.5\ta b", "0.5\ta b", "the probability 10^0.5", 18)]
    [InlineData("-0.35", "nan", "'nan' for the back-off", 18)]
    [InlineData("-0.5\ta b", "-0.5\ta x", "the word 'x', which is no unigram", 18)]
    [InlineData("-0.5\ta b\t-0.35", "-0.5\ta", "1 words", 18)]
    [InlineData("-0.5\ta b\t-0.35", "-0.5\ta b\t-0.35 a", "a back-off at most", 18)]
    [InlineData("-0.2\tc a", "-0.2\ta b", "the n-gram came before", 22)]
    [InlineData("-0.7\ta", "-0.7\tb", "the word 'b' came before", 11)]
    [InlineData("-0.7\ta", "-0.7\t<unk>", "<unk> came before", 10)]
    [InlineData("-0.15\ta b a", "-0.15\tc b a", "context", 27)]
    [InlineData("-0.15\ta b a", "-0.15\ta b a\t-0.5", "a back-off of -0.5", 27)]
    [InlineData("\\end\\\n", "", "the file ends", 31)]
    [InlineData("\\end\\\n", "\\end\\\nmore\n", "'more' after \\end\\", 33)]
    [InlineData("<s>", "<t>", "without <s>", 32)]
    public void What_is_wrong_is_named_with_its_line(string right, string wrong, string message, int line)
    {
        string path = SmallArpa.Write(folder.Path, SmallArpa.Text.Replace(right, wrong, StringComparison.Ordinal));
        StorageException error = Should.Throw<StorageException>(() => NGramModel.Open(path).Dispose());
        error.Message.ShouldContain(message);
        error.Message.ShouldContain($"model.arpa, line {line})");
        error.Path.ShouldBe(path);
    }

    [Fact]
    public void An_empty_file_is_an_error()
    {
        string path = SmallArpa.Write(folder.Path, "");
        Should.Throw<StorageException>(() => NGramModel.Open(path).Dispose()).Message.ShouldContain("the file is empty");
    }

    [Fact]
    public void Probabilities_back_off_from_the_shortest_context()
    {
        using NGramModel model = NGramModel.Open(SmallArpa.Write(folder.Path));
        var scores = new WordScore[5];

        // <s> a b | c: a b c. dé: no n-gram, so b c (0), c (-0.5). x: <unk>.
        float total = model.Score(SmallArpa.Numbers(model, "a b c x"), SequenceEnds.Both, scores);
        scores[0].ShouldBe(new WordScore(-0.3f, 2));
        scores[1].ShouldBe(new WordScore(-0.1f, 3));
        scores[2].ShouldBe(new WordScore(-0.25f, 3));
        scores[3].ShouldBe(new WordScore(-1.5f + -0.5f + 0f, 1));
        scores[4].ShouldBe(new WordScore(-0.9f, 1));
        total.ShouldBe(-0.3f + -0.1f + -0.25f + -2f + -0.9f);
        model.Score(SmallArpa.Numbers(model, "a b c x"), SequenceEnds.Both).ShouldBe(total);
    }

    [Fact]
    public void Ends_are_scored_only_when_asked_for()
    {
        using NGramModel model = NGramModel.Open(SmallArpa.Write(folder.Path));
        int[] a = SmallArpa.Numbers(model, "a");
        model.Score(a, SequenceEnds.None).ShouldBe(-0.7f);
        model.Score(a, SequenceEnds.Begin).ShouldBe(-0.3f);
        model.Score(a, SequenceEnds.End).ShouldBe(-0.7f + (-0.9f + -0.3f));
        model.Score([], SequenceEnds.Both).ShouldBe(-0.9f + -0.4f);
        model.Score([], SequenceEnds.None).ShouldBe(0f);
    }

    [Fact]
    public void A_model_without_unk_gives_it_minus_100()
    {
        string text = SmallArpa.Text.Replace("-1.5\t<unk>\t0\n", "", StringComparison.Ordinal).Replace("ngram 1=7", "ngram 1=6", StringComparison.Ordinal);
        using NGramModel model = NGramModel.Open(SmallArpa.Write(folder.Path, text));
        model.Counts[0].ShouldBe(7);
        model.Score([NGramModel.UnknownWord], SequenceEnds.None).ShouldBe(-100f);
    }

    [Fact]
    public void A_missing_suffix_is_put_in_and_scores_as_before()
    {
        // Without 'b c', 'a b c' has no suffix. c after b backs off to c: -1.1 + -0.25.
        string text = SmallArpa.Text.Replace("-0.4\tb c\t0\n", "", StringComparison.Ordinal).Replace("ngram 2=8", "ngram 2=7", StringComparison.Ordinal);
        using NGramModel model = NGramModel.Open(SmallArpa.Write(folder.Path, text));
        model.Counts.ShouldBe([7L, 8, 5]);
        model.Score(SmallArpa.Numbers(model, "b c"), SequenceEnds.None).ShouldBe(-0.8f + (-1.1f + -0.25f));
        model.Score(SmallArpa.Numbers(model, "a b c"), SequenceEnds.None).ShouldBe(-0.7f + -0.5f + -0.25f);
    }

    [Fact]
    public void Order_of_lines_and_line_ends_do_not_matter()
    {
        string text = SmallArpa.Text.Replace("\n", "\r\n", StringComparison.Ordinal)
            .Replace("-0.1\t<s> a b\r\n", "", StringComparison.Ordinal).Replace("-0.05\tb a dé\r\n", "-0.05 b a dé\r\n-0.1 <s> a b\r\n", StringComparison.Ordinal);
        using NGramModel model = NGramModel.Open(SmallArpa.Write(folder.Path, text));
        model.Score(SmallArpa.Numbers(model, "a b"), SequenceEnds.Begin).ShouldBe(-0.3f + -0.1f);
    }

    [Fact]
    public void A_word_number_that_is_none_is_refused()
    {
        using NGramModel model = NGramModel.Open(SmallArpa.Write(folder.Path));
        Should.Throw<ArgumentException>(() => model.Score([7], SequenceEnds.None));
        Should.Throw<ArgumentException>(() => model.Score([-1], SequenceEnds.None));
        Should.Throw<ArgumentException>(() => model.Score([1, 2], SequenceEnds.Both, new WordScore[2]));
        Should.Throw<ArgumentException>(() => model.ScoreMany([1, 2], [2, 1], SequenceEnds.Both, new float[2]));
        Should.Throw<ArgumentException>(() => model.ScoreMany([1, 2], [3], SequenceEnds.Both, new float[1]));
        Should.Throw<ArgumentOutOfRangeException>(() => { _ = model.Word(7).Length; });
    }

    [Fact]
    public void A_disposed_model_says_so()
    {
        NGramModel model = NGramModel.Open(SmallArpa.Write(folder.Path));
        model.Dispose();
        model.Dispose();
        Should.Throw<ObjectDisposedException>(() => model.Score([1], SequenceEnds.Both));
        Should.Throw<ObjectDisposedException>(() => model.Lookup("a"u8));
        Should.Throw<ObjectDisposedException>(() => { _ = model.Word(1).Length; });
        Should.Throw<ObjectDisposedException>(() => model.ScoreNext([1], new float[7]));
    }
}
