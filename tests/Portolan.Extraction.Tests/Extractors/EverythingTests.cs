using System.Text;
using Portolan.Extraction.Tests.Rendering;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Extractors;

public sealed class EverythingTests
{
    [Fact]
    public void All_visible_text_is_kept_and_nothing_else() =>
        RenderedPage.Text("<head><title>no</title></head><nav><a href=/>Home</a></nav><p>Text</p><script>no</script><style>no</style><footer>© us</footer>")
            .ShouldBe("Home\nText\n© us");

    /// <summary>A page of Common Crawl and what Common Crawl's own writer made of it (CC-MAIN-2024-22, ia-web-commons 1.1.10).</summary>
    [SharedDataFact]
    public void A_page_of_Common_Crawl_gives_the_lines_of_its_WET_record()
    {
        string warc = File.ReadAllText(SharedData.PathOf("data/archives/commoncrawl/whirlwind.warc"), Encoding.UTF8);
        string wet = File.ReadAllText(SharedData.PathOf("data/archives/commoncrawl/whirlwind.warc.wet"), Encoding.UTF8);
        string html = warc[warc.IndexOf("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase)..(warc.IndexOf("</html>", StringComparison.Ordinal) + 7)];
        int conversion = wet.IndexOf("WARC-Type: conversion", StringComparison.Ordinal);
        string[] expected = wet[(wet.IndexOf("\r\n\r\n", conversion, StringComparison.Ordinal) + 4)..].Trim().Split('\n');
        string[] actual = RenderedPage.Text(html).Split('\n');

        // The first line of a WET record is the title. Cells of a row are one line in both, with tabs in ours.
        HashSet<string> lines = [.. actual.Select(MarkdownReading.Squeeze)];
        string[] missing = [.. expected.Skip(1).Where(line => !lines.Contains(MarkdownReading.Squeeze(line)))];
        missing.Length.ShouldBeLessThan(expected.Length / 10, string.Join('\n', missing));
        int words = Words(expected.Skip(1)).Intersect(Words(actual)).Count();
        words.ShouldBeGreaterThan((int)(0.98 * Words(expected.Skip(1)).Count));
    }

    private static HashSet<string> Words(IEnumerable<string> lines) =>
        [.. lines.SelectMany(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))];
}
