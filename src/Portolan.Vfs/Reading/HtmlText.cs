using Portolan.Extraction;

namespace Portolan.Vfs.Reading;

/// <summary>The main text of a page, or all that is visible when nothing stands out.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class HtmlText
{
    // Main text this short, of a page that has ten times as much, is a caption that was taken for an article.
    private const int ShortText = 200;
    private const int MuchMore = 10;

    private PageExtractor? precise;
    private PageExtractor? everything;

    /// <summary>Title and text; both may be empty.</summary>
    public (string? Title, string Text) Read(ReadOnlySpan<byte> bytes)
    {
        precise ??= new PageExtractor();
        ExtractedPage page = precise.Extract(bytes, "text/html");
        if (page.Text.Length >= ShortText)
        {
            return (page.Metadata.Title, page.Text);
        }

        everything ??= new PageExtractor(new ExtractionOptions { Extractor = "everything" });
        ExtractedPage whole = everything.Extract(bytes, "text/html");
        return page.Text.Length == 0 || whole.Text.Length >= page.Text.Length * MuchMore
            ? (whole.Metadata.Title, whole.Text)
            : (page.Metadata.Title, page.Text);
    }
}
