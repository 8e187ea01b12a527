using Portolan.Extraction.Blocks;
using Portolan.Extraction.Extractors;
using Portolan.Extraction.Extractors.Everything;
using Portolan.Extraction.Html;
using Portolan.Extraction.Rendering;
using Portolan.Extraction.Tests.Html;

namespace Portolan.Extraction.Tests.Rendering;

/// <summary>Pages rendered with all of their blocks.</summary>
internal static class RenderedPage
{
    public static string Text(string html) => Render(html, TextFormat.Text, null);

    public static string Markdown(string html, string? url = null) => Render(html, TextFormat.Markdown, url);

    public static string Render(string html, TextFormat format, string? url)
    {
        HtmlDocument document = AngleSharpTree.Parse(html);
        var blocks = new BlockList(document);
        new BlockSegmenter().Segment(blocks);
        var verdicts = new BlockVerdict[blocks.Count];
        new EverythingExtractor().Classify(blocks, new PageContext(url), verdicts);
        return new PageRenderer().Render(blocks, verdicts, BlockDecision.Keep, format, url);
    }
}
