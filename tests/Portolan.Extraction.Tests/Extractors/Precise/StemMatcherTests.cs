using Portolan.Extraction.Extractors.Precise;

namespace Portolan.Extraction.Tests.Extractors.Precise;

public sealed class StemMatcherTests
{
    private static readonly StemMatcher Matcher = new([(0, "^ad^,advert"), (1, "share"), (2, "read more"), (5, "f?r")]);

    [Theory]
    [InlineData("ad", 1)]
    [InlineData("top-ad_2", 1)]
    [InlineData("leftAd", 1)]
    [InlineData("header", 0)]
    [InlineData("load", 0)]
    [InlineData("AdvertBox", 1)]
    [InlineData("socialShareBar", 2)]
    [InlineData("shared advert", 3)]
    [InlineData("Read   more", 4)]
    [InlineData("readmore", 0)]
    [InlineData("f\u00fcr", 32)]
    [InlineData("for", 0)]
    [InlineData("", 0)]
    public void Stems_are_found_at_the_boundaries_they_ask_for(string text, int categories) => Matcher.Match(text).ShouldBe((ulong)categories);

    [Fact]
    public void Covered_letters_and_openings_are_told()
    {
        float[] covered = new float[64];
        Matcher.Cover("share it, and once more: share", covered, 10).ShouldBe(2UL);
        covered[1].ShouldBe(10);
        Matcher.Cover("please do share", new float[64], 5).ShouldBe(0UL);
    }
}
