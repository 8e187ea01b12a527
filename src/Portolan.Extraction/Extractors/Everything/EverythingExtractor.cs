using Portolan.Extraction.Blocks;

namespace Portolan.Extraction.Extractors.Everything;

/// <summary><c>everything</c>: all text that a reader sees, navigation and notices included, as Common Crawl's WET files have it.</summary>
/// <remarks>
/// Common Crawl's writer (ia-web-commons, <c>ExtractingParseObserver</c>) breaks a line at block-level elements and at <c>br</c>,
/// and leaves out scripts and styles, which is what cutting a page into blocks does. Its lines are the same up to white space, but
/// for cells of a layout table, which it runs together.
/// </remarks>
internal sealed class EverythingExtractor : IContentExtractor
{
    public const string ExtractorName = "everything";

    private const string Visible = "visible text";

    public string Name => ExtractorName;

    public void Classify(BlockList blocks, PageContext context, Span<BlockVerdict> verdicts) =>
        verdicts[..blocks.Count].Fill(new BlockVerdict(BlockDecision.Keep, Visible, 1));
}
