using System.Buffers;
using System.Text;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Writers;
using Portolan.Extraction;
using Portolan.Extraction.Html;
using Portolan.Extraction.Pages;

namespace Portolan.Corpus.Filters.Extract;

/// <summary>Turns a page into its text, title and metadata; drops what is no page or has no text.</summary>
/// <remarks>
/// Why: a page's markup, menus and notices are most of its bytes and none of its meaning. The codings of the HTTP answer are undone here
/// and not earlier, so that pages which an address alone condemns cost nothing. Sources: RefinedWeb (Penedo et al. 2023, section 3.1)
/// and The Pile (Gao et al. 2020, appendix C.1) extract from WARC rather than take WET's text. Kept: an article. Dropped: a picture that
/// a server called <c>text/html</c>. Besides the reasons here, those of <see cref="ExtractedPage.Rejection"/> occur.
/// </remarks>
public sealed class ExtractFilter : IDocumentFilter
{
    /// <summary>Reason for pages above <see cref="ExtractFilterOptions.MaxBytes"/> once decoded, and for texts that no output line could hold.</summary>
    public const string TooLarge = "too-large";

    /// <summary>Reason for pages whose compression is broken or cut.</summary>
    public const string DamagedEncoding = "damaged-encoding";

    /// <summary>Reason for pages in a content coding other than gzip, deflate and br.</summary>
    public const string UnknownEncoding = "unknown-encoding";

    private readonly ExtractFilterOptions options;
    private readonly PageExtractor extractor;
    private readonly ArrayBufferWriter<byte> content = new(1 << 16);
    private readonly ArrayBufferWriter<byte> utf8 = new(1 << 16);

    // Servers name their types in a few dozen ways; long ones come once.
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> words = new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Creates the filter.</summary>
    /// <param name="options">How pages are read.</param>
    /// <exception cref="ArgumentException">There is no extractor of that name.</exception>
    public ExtractFilter(ExtractFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        extractor = new PageExtractor(new ExtractionOptions
        {
            Extractor = options.Extractor,
            Format = options.Format,
            Comments = options.Comments,
            MaxBytes = options.MaxBytes,
        });
    }

    /// <summary>The parsed page, kept or not; null when it was dropped before it was read. Valid until the next page.</summary>
    internal HtmlDocument? Html { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The document carries no page.</exception>
    public FilterVerdict Apply(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!document.HasPage)
        {
            throw new InvalidOperationException($"{document} carries no page to extract text from");
        }

        Html = null;
        content.ResetWrittenCount();
        if (Decode(document, out string? contentType, out string? contentLanguage) is { } problem)
        {
            return FilterVerdict.Drop(problem);
        }

        string? url = document.Url.IsEmpty ? null : Encoding.UTF8.GetString(document.Url);
        ExtractedPage page = extractor.Extract(content.WrittenSpan, contentType, url, contentLanguage);
        Html = page.Charset.Length > 0 ? extractor.Blocks.Document : null;
        if (page.Rejection is { } rejection)
        {
            return FilterVerdict.Drop(rejection);
        }

        Fill(document, page);
        if (!DocumentJsonWriter.FitsReader(document))
        {
            return FilterVerdict.Drop(TooLarge);
        }

        document.RemovePage();
        return FilterVerdict.Keep;
    }

    /// <summary>Undoes the codings of the answer.</summary>
    /// <returns>Why that cannot be done, or null.</returns>
    private string? Decode(Document document, out string? contentType, out string? contentLanguage)
    {
        contentLanguage = null;
        if (!document.PageHasHttpHead || !HttpMessage.TryParse(document.Page, out HttpMessage message))
        {
            contentType = Word(document.PageContentType);
            if (document.Page.Length > options.MaxBytes)
            {
                return TooLarge;
            }

            content.Write(document.Page);
            return null;
        }

        message.TryGetHeader("Content-Type"u8, out ReadOnlySpan<byte> type);
        message.TryGetHeader("Content-Language"u8, out ReadOnlySpan<byte> language);
        contentType = Word(type);
        contentLanguage = Word(language);
        HttpContentProblems problems = message.ReadContent(content, options.MaxBytes);
        return problems switch
        {
            _ when problems.HasFlag(HttpContentProblems.TooLarge) => TooLarge,
            _ when problems.HasFlag(HttpContentProblems.UnknownEncoding) => UnknownEncoding,
            _ when problems.HasFlag(HttpContentProblems.DamagedEncoding) => DamagedEncoding,
            _ => null,
        };
    }

    private void Fill(Document document, ExtractedPage page)
    {
        document.SetText(Utf8(page.Text));
        document.OriginalLineCount = document.LineCount;
        document.SetTitle(Utf8(page.Metadata.Title));
        PageMetadata metadata = page.Metadata;
        document.SetMetadata(PageField.Author, Utf8(metadata.Author));
        document.SetMetadata(PageField.Date, Utf8(metadata.Date));
        document.SetMetadata(PageField.Description, Utf8(metadata.Description));
        document.SetMetadata(PageField.SiteName, Utf8(metadata.SiteName));
        document.SetMetadata(PageField.CanonicalUrl, Utf8(metadata.CanonicalUrl));
        document.SetMetadata(PageField.LanguageHint, Utf8(metadata.Language));
        document.SetMetadata(PageField.Comments, Utf8(page.Comments));
    }

    // Half a surrogate pair becomes U+FFFD.
    private ReadOnlySpan<byte> Utf8(string? text)
    {
        utf8.ResetWrittenCount();
        if (text is not null)
        {
            Encoding.UTF8.GetBytes(text, utf8);
        }

        return utf8.WrittenSpan;
    }

    // Latin-1, RFC 9110, section 5.5.
    private string? Word(ReadOnlySpan<byte> header)
    {
        const int longest = 128, most = 1024;
        if (header.IsEmpty)
        {
            return null;
        }

        if (header.Length > longest)
        {
            return Encoding.Latin1.GetString(header);
        }

        Span<char> characters = stackalloc char[longest];
        characters = characters[..Encoding.Latin1.GetChars(header, characters)];
        if (!words.TryGetValue(characters, out string? word))
        {
            word = characters.ToString();
            if (words.Dictionary.Count < most)
            {
                words[characters] = word;
            }
        }

        return word;
    }
}
