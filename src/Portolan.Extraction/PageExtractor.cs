using Portolan.Extraction.Blocks;
using Portolan.Extraction.Extractors;
using Portolan.Extraction.Html;
using Portolan.Extraction.Metadata;
using Portolan.Extraction.Pages;
using Portolan.Extraction.Pages.Charsets;
using Portolan.Extraction.Pages.Media;
using Portolan.Extraction.Rendering;

namespace Portolan.Extraction;

/// <summary>Reads pages: from the bytes of a body to its main text and metadata.</summary>
/// <remarks>
/// Takes time and memory linear in the size of the page, and no content makes it throw: a page without text has a
/// <see cref="ExtractedPage.Rejection"/>. Keeps its buffers from page to page, so use one instance a thread for many pages. Not
/// thread-safe. What it returns does not depend on pages read before.
/// </remarks>
public sealed class PageExtractor
{
    private readonly ExtractionOptions options;
    private readonly Charset? charset;
    private readonly IContentExtractor extractor;
    private readonly PageDecoder decoder = new();
    private readonly HtmlParser parser = new();
    private readonly PlainTextDocument plainText = new();
    private readonly BlockSegmenter segmenter = new();
    private readonly MetadataReader metadataReader = new();
    private readonly PageRenderer renderer = new();
    private BlockVerdict[] verdicts = [];

    /// <summary>Prepares an extractor.</summary>
    /// <param name="options">How pages are read; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no extractor or no character set of the name in the options.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="ExtractionOptions.MaxBytes"/> is less than 1.</exception>
    public PageExtractor(ExtractionOptions? options = null)
    {
        this.options = options ?? new ExtractionOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.MaxBytes, 1, nameof(options));
        extractor = ContentExtractors.Create(this.options.Extractor);
        if (this.options.Charset is { } name)
        {
            charset = CharsetLabels.Find(name) is { } known and not Charset.Replacement
                ? known
                : throw new ArgumentException($"no character set is called '{name}'; names are those of the WHATWG Encoding standard, such as utf-8 or windows-1252", nameof(options));
        }

        Blocks = new BlockList(plainText.Document);
    }

    /// <summary>The blocks of the last page; empty after a page that was rejected before it was read. Valid until the next page.</summary>
    public BlockList Blocks { get; private set; }

    /// <summary>The decision on each of <see cref="Blocks"/>. Valid until the next page.</summary>
    public ReadOnlySpan<BlockVerdict> Verdicts => verdicts.AsSpan(0, Blocks.Count);

    /// <summary>Reads one page.</summary>
    /// <param name="body">The body's bytes, its content codings undone.</param>
    /// <param name="contentType">The Content-Type header, or null when there is none.</param>
    /// <param name="url">Where the page came from, or null; it makes addresses absolute and helps to date the page.</param>
    /// <param name="contentLanguage">The Content-Language header, or null.</param>
    public ExtractedPage Extract(ReadOnlySpan<byte> body, string? contentType = null, string? url = null, string? contentLanguage = null)
    {
        Blocks.Clear();
        DecodedPage decoded = decoder.Decode(body, contentType, options.MaxBytes, charset);
        if (decoded.Kind == MediaKind.Rejected)
        {
            return new ExtractedPage { Rejection = decoded.Rejection };
        }

        HtmlDocument document = Parse(decoded.Kind);
        if (decoded.Kind == MediaKind.Html && parser.IsCut)
        {
            return new ExtractedPage { Rejection = PageRejection.TooManyElements };
        }

        PageMetadata metadata = metadataReader.Read(document, url, contentLanguage);
        if (Blocks.Document != document)
        {
            Blocks = new BlockList(document);
        }

        segmenter.Segment(Blocks);
        if (verdicts.Length < Blocks.Count)
        {
            verdicts = new BlockVerdict[Math.Max(Blocks.Count, verdicts.Length * 2)];
        }

        Span<BlockVerdict> decided = verdicts.AsSpan(0, Blocks.Count);
        extractor.Classify(Blocks, new PageContext(url, metadata.Title, metadata.Language), decided);
        string text = renderer.Render(Blocks, decided, BlockDecision.Keep, options.Format, url);
        string comments = options.Comments ? renderer.Render(Blocks, decided, BlockDecision.Comment, options.Format, url) : "";
        return new ExtractedPage
        {
            Rejection = text.Length == 0 ? Blocks.Count == 0 ? PageRejection.Empty : PageRejection.NoContent : null,
            Text = text,
            Comments = comments.Length == 0 ? null : comments,
            Metadata = metadata,
            Charset = CharsetLabels.NameOf(decoded.Charset),
        };
    }

    /// <summary>Reads any bytes as a page under several headers and checks that there is text or a reason.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        var extractor = new PageExtractor(new ExtractionOptions { Extractor = "everything", Comments = true });
        foreach (string? type in (ReadOnlySpan<string?>)[null, "text/html", "text/plain; charset=utf-16", "text/html; charset=gb18030", "application/xhtml+xml; charset=iso-2022-jp"])
        {
            ExtractedPage page = extractor.Extract(bytes, type, "https://www.example.com/a");
            if ((page.Text.Length == 0) != (page.Rejection is not null) || extractor.Verdicts.Length != extractor.Blocks.Count)
            {
                throw new InvalidOperationException($"a page of {page.Text.Length} characters has the reason '{page.Rejection}'");
            }
        }
    }

    private HtmlDocument Parse(MediaKind kind)
    {
        if (kind == MediaKind.Html)
        {
            return parser.Parse(decoder.Text);
        }

        plainText.Fill(decoder.Text);
        return plainText.Document;
    }
}
