using System.Text;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Language;
using Portolan.Corpus.Filters.Length;
using Portolan.Text.FastText;
using Portolan.Text.Languages;

namespace Portolan.Corpus.Tests.Filters;

public sealed class FilterTests
{
    [Theory]
    [InlineData("a", 299, "too-short")]
    [InlineData("a", 300, null)]
    [InlineData("a", 301, null)]
    [InlineData("ж", 299, "too-short")]
    [InlineData("ж", 300, null)]
    [InlineData("😀", 299, "too-short")]
    [InlineData("😀", 300, null)]
    [InlineData("\n", 299, "too-short")]
    [InlineData("\n", 300, null)]
    [InlineData("e\u0301", 149, "too-short")]
    [InlineData("e\u0301", 150, null)]
    [InlineData("a", 0, "too-short")]
    public void Length_counts_code_points_from_below(string unit, int count, string? reason) =>
        Apply(new LengthFilterOptions(), Repeat(unit, count)).ShouldBe(reason);

    [Theory]
    [InlineData("😀", 10, null)]
    [InlineData("😀", 11, "too-long")]
    [InlineData("a", 4, "too-short")]
    [InlineData("a", 5, null)]
    public void Length_counts_code_points_from_above(string unit, int count, string? reason) =>
        Apply(new LengthFilterOptions { Minimum = 5, Maximum = 10 }, Repeat(unit, count)).ShouldBe(reason);

    [Fact]
    public void The_title_does_not_count()
    {
        var document = new Document();
        document.SetTitle(Encoding.UTF8.GetBytes(Repeat("t", 400)));
        document.SetText("short"u8);
        new LengthFilter(new LengthFilterOptions()).Apply(document).Reason.ShouldBe(LengthFilter.TooShort);
    }

    // The model's own score of a text is the threshold, so that either side of it can be tried to the last bit.
    [Fact]
    public void A_score_is_rounded_before_it_is_compared_and_equal_is_enough_unless_exclusive()
    {
        LanguageIdentifier identifier = LanguageIdentifier.Load(LanguageModels.Locate());
        const string text = "la casa de";
        double score = identifier.Predict(Encoding.UTF8.GetBytes(text), Newlines.Deleted).Score;
        double rounded = Math.Round(score, 2);
        score.ShouldBeInRange(0.5, 0.9);
        var exact = new LanguageFilterOptions { Decimals = -1, MinimumScore = score };
        var rounding = new LanguageFilterOptions { Decimals = 2, MinimumScore = rounded };

        Apply(exact, text, identifier).ShouldBeNull();
        Apply(exact with { MinimumScore = Math.BitIncrement(score) }, text, identifier).ShouldBe(LanguageFilter.Unsure);
        Apply(exact with { Exclusive = true }, text, identifier).ShouldBe(LanguageFilter.Unsure);
        Apply(exact with { Exclusive = true, MinimumScore = Math.BitDecrement(score) }, text, identifier).ShouldBeNull();
        Apply(rounding, text, identifier).ShouldBeNull();
        Apply(rounding with { MinimumScore = rounded + 0.001 }, text, identifier).ShouldBe(LanguageFilter.Unsure);
        Apply(rounding with { MinimumScore = rounded - 0.001 }, text, identifier).ShouldBeNull();
        Apply(rounding with { Exclusive = true }, text, identifier).ShouldBe(LanguageFilter.Unsure);
    }

    [Theory]
    [InlineData(0.494, 0.49, true)]
    [InlineData(0.4949999, 0.49, true)]
    [InlineData(0.4951, 0.5, false)]
    [InlineData(0.5, 0.5, false)]
    [InlineData(0.504, 0.5, false)]
    public void Rounding_to_two_decimals_lets_0_495_pass_a_half(double score, double rounded, bool isDropped)
    {
        double actual = LanguageFilter.Round(score, 2);
        actual.ShouldBe(rounded);
        (actual < 0.5).ShouldBe(isDropped);
    }

    [Theory]
    [InlineData(0.6499999, true)]
    [InlineData(0.65, true)]
    [InlineData(0.6500001, false)]
    public void Datatroves_threshold_is_exclusive_and_not_rounded(double score, bool isDropped) =>
        new LanguageFilterOptions { Decimals = -1, MinimumScore = 0.65, Exclusive = true }.IsUnsure(LanguageFilter.Round(score, -1)).ShouldBe(isDropped);

    [Fact]
    public void Only_wanted_languages_stay_and_an_empty_text_is_unsure()
    {
        LanguageIdentifier identifier = LanguageIdentifier.Load(LanguageModels.Locate());
        const string german = "Die Lotsen hatten die Küste vermessen und jeden Felsen aufgeschrieben.";
        const string russian = "Лоцман знал каждый камень и каждое течение у этого берега.";
        Apply(new LanguageFilterOptions { Languages = ["de"] }, german, identifier).ShouldBeNull();
        Apply(new LanguageFilterOptions { Languages = ["ru", "de"] }, russian, identifier).ShouldBeNull();
        Apply(new LanguageFilterOptions { Languages = ["de"] }, russian, identifier).ShouldBe(LanguageFilter.NotWanted);
        Apply(new LanguageFilterOptions { Languages = ["DE"] }, german, identifier).ShouldBe(LanguageFilter.NotWanted);
        Apply(new LanguageFilterOptions(), "", identifier).ShouldBe(LanguageFilter.Unsure);
    }

    [Fact]
    public void Line_breaks_are_deleted_or_seen_as_spaces()
    {
        LanguageIdentifier identifier = LanguageIdentifier.Load(LanguageModels.Locate());
        var document = new Document();
        foreach ((LineBreakTreatment treatment, string same) in ((LineBreakTreatment, string)[])[(LineBreakTreatment.Delete, "the tidethe shipthe chart"), (LineBreakTreatment.Space, "the tide the ship the chart")])
        {
            document.SetText("the tide\nthe ship\nthe chart"u8);
            new LanguageFilter(new LanguageFilterOptions { LineBreaks = treatment, Decimals = -1, MinimumScore = 0 }, identifier).Apply(document).IsKept.ShouldBeTrue();
            document.LanguageScore.ShouldBe(identifier.Predict(Encoding.UTF8.GetBytes(same), Newlines.AsSpaces).Score, 1e-7);
        }
    }

    [Fact]
    public void A_verdict_without_a_reason_keeps()
    {
        default(FilterVerdict).ShouldBe(FilterVerdict.Keep);
        FilterVerdict.Keep.IsKept.ShouldBeTrue();
        FilterVerdict.Drop("why").IsKept.ShouldBeFalse();
        Should.Throw<ArgumentException>(() => FilterVerdict.Drop(""));
    }

    private static string Repeat(string unit, int count) => string.Concat(Enumerable.Repeat(unit, count));

    private static string? Apply(LengthFilterOptions options, string text)
    {
        var document = new Document();
        document.SetText(Encoding.UTF8.GetBytes(text));
        return options.CreateFilter(new FilterResources()).Apply(document).Reason;
    }

    private static string? Apply(LanguageFilterOptions options, string text, LanguageIdentifier identifier)
    {
        var document = new Document();
        document.SetText(Encoding.UTF8.GetBytes(text));
        return new LanguageFilter(options, identifier).Apply(document).Reason;
    }
}
