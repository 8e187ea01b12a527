using Portolan.Extraction.Extractors.Precise;

namespace Portolan.Extraction.Tests.Extractors.Precise;

public sealed class PageThresholdTests
{
    private static readonly BlockFacts[] Facts = [new() { Words = 40 }, new() { Words = 40 }, new() { Words = 5 }, new() { Words = 5 }];

    [Fact]
    public void A_page_that_is_clear_gets_the_usual_threshold() =>
        PageThreshold.Choose([0.98f, 0.97f, 0.05f, 0.02f], Facts).ShouldBe(PageThreshold.Usual);

    [Fact]
    public void A_page_in_doubt_is_not_left_empty()
    {
        float threshold = PageThreshold.Choose([0.4f, 0.35f, 0.05f, 0.02f], Facts);
        threshold.ShouldBeLessThan(0.4f);
        threshold.ShouldBeGreaterThan(0.05f);
    }

    [Fact]
    public void A_page_without_content_keeps_nothing() => PageThreshold.Choose([0.01f, 0.02f, 0.01f, 0], Facts).ShouldBe(PageThreshold.Lowest);
}
