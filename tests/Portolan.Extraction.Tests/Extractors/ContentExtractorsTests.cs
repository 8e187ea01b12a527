using Portolan.Extraction.Extractors;

namespace Portolan.Extraction.Tests.Extractors;

public sealed class ContentExtractorsTests
{
    [Fact]
    public void Extractors_are_found_by_the_name_they_give_themselves()
    {
        foreach (string name in ContentExtractors.Names)
        {
            ContentExtractors.Create(name).Name.ShouldBe(name);
        }
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones() =>
        Should.Throw<ArgumentException>(() => ContentExtractors.Create("boilerpipe")).Message.ShouldContain("no extractor is called 'boilerpipe'; there are everything");
}
