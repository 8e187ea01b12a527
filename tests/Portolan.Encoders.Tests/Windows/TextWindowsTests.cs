using Portolan.Encoders.Windows;

namespace Portolan.Encoders.Tests.Windows;

public sealed class TextWindowsTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public void Nothing_has_no_windows(string text) => Passages(text, 8).ShouldBeEmpty();

    [Fact]
    public void What_fits_is_one_window_without_the_space_around_it() => Passages(" one two\n ", 8).ShouldBe(["one two"]);

    [Fact]
    public void Windows_end_at_paragraphs_where_half_of_one_is_full() =>
        Passages("a b c d.\n\ne f. g\n h i j k l. m", 8).ShouldBe(["a b c d.", "e f. g h i j k l.", "m"]);

    [Fact]
    public void Else_at_sentences_where_a_quarter_is_full() =>
        Passages("a b. c d e f g h i j k", 8).ShouldBe(["a b.", "c d e f g h i j", "k"]);

    [Fact]
    public void Else_at_words() => Passages("a. b c d e f g h i", 8).ShouldBe(["a. b c d e f g h", "i"]);

    [Fact]
    public void Abbreviations_and_numbers_within_words_end_nothing() =>
        Passages("v 1.5 a.b c d e (see f.) g h", 8).ShouldBe(["v 1.5 a.b c d e (see f.)", "g h"]);

    [Fact]
    public void Sentences_without_spaces_end_at_their_full_stops() =>
        Passages("今天天气很好。我们去公园。我们再看看", 4).ShouldBe(["今天天气很好。我们去公园。", "我们再看看"]);

    [Fact]
    public void Runs_without_space_are_cut_between_characters()
    {
        string text = "x" + string.Concat(Enumerable.Repeat("😹", 200));
        IReadOnlyList<string> passages = Passages(text, 16);
        passages.Count.ShouldBeGreaterThan(5);
        string.Concat(passages).ShouldBe(text);
        passages.ShouldAllBe(passage => !char.IsLowSurrogate(passage.First()) && !char.IsHighSurrogate(passage.Last()));
    }

    [Fact]
    public void Any_text_is_covered_in_order_by_windows_that_fit()
    {
        var random = new Random(3);
        string[] parts = [" ", " ", " ", "\n", "\n\n", "\r\n", ". ", "。", "!\" ", "word", "a", "longerwords", "😹", new string('y', 70)];
        for (int round = 0; round < 400; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => parts[random.Next(parts.Length)]));
            int maxTokens = random.Next(16, 60);
            var encoder = new CountingEncoder(maxTokens);
            IReadOnlyList<TextWindow> windows = TextWindows.Split(text, encoder);
            int at = 0;
            foreach (TextWindow window in windows)
            {
                text[at..window.Start].ShouldBeNullOrWhiteSpace();
                char.IsWhiteSpace(text[window.Start]).ShouldBeFalse();
                char.IsWhiteSpace(text[window.Start + window.Length - 1]).ShouldBeFalse();
                at = window.Start + window.Length;
                string passage = window.PassageOf(text);
                encoder.CountTokens(passage).ShouldBeLessThanOrEqualTo(maxTokens);
                passage.ShouldBe(string.Join(' ', passage.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)));
            }

            text[at..].ShouldBeNullOrWhiteSpace();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_limit_of_windows_takes_the_beginning_and_equal_distances(int limit)
    {
        string text = string.Join(' ', Enumerable.Range(0, 10_000).Select(i => i % 10 == 9 ? $"w{i}." : $"w{i}"));
        IReadOnlyList<TextWindow> windows = TextWindows.Split(text, new CountingEncoder(40), new TextWindowOptions { MaxWindows = limit });
        windows.Count.ShouldBe(limit);
        windows[0].Start.ShouldBe(0);
        for (int i = 1; i < limit; i++)
        {
            windows[i].Start.ShouldBeInRange(text.Length / limit * i, (text.Length / limit * i) + 200);
            windows[i].Start.ShouldBeGreaterThan(windows[i - 1].Start + windows[i - 1].Length);
            text[windows[i].Start - 2].ShouldBe('.');
        }
    }

    [Fact]
    public void A_limit_that_is_not_reached_changes_nothing()
    {
        string text = string.Join(' ', Enumerable.Range(0, 100));
        var encoder = new CountingEncoder(20);
        IReadOnlyList<TextWindow> all = TextWindows.Split(text, encoder);
        TextWindows.Split(text, encoder, new TextWindowOptions { MaxWindows = all.Count }).ShouldBe(all);
        TextWindows.Split(text, encoder, new TextWindowOptions { MaxWindows = all.Count - 1 }).Count.ShouldBe(all.Count - 1);
        Should.Throw<ArgumentOutOfRangeException>(() => TextWindows.Split(text, encoder, new TextWindowOptions { MaxWindows = 0 }));
    }

    /// <summary>Tokens are counted of each character a bounded number of times, whatever the text looks like.</summary>
    [Theory]
    [InlineData("word ")]
    [InlineData("x")]
    [InlineData(" ")]
    [InlineData("a. ")]
    [InlineData("\n\n")]
    [InlineData("a\n\nfourteen letters. ")]
    public void Work_is_linear(string unit)
    {
        var encoder = new CountingEncoder(128);
        string text = string.Concat(Enumerable.Repeat(unit, 200_000 / unit.Length));
        TextWindows.Split(text, encoder);
        encoder.Asked.ShouldBeLessThan(6L * text.Length);
        var limited = new CountingEncoder(128);
        TextWindows.Split(text, limited, new TextWindowOptions { MaxWindows = 3 });
        limited.Asked.ShouldBeLessThan(50_000);
    }

    private static string[] Passages(string text, int maxTokens) =>
        [.. TextWindows.Split(text, new CountingEncoder(maxTokens)).Select(window => window.PassageOf(text))];
}
